import type { FlowChange } from '../cases/feed-events.ts';
import { topicOf } from '../cases/feed-events.ts';
import type { FeedStore } from '../stores/feed.ts';

/** Tells everybody who has the flow or the list of flows open. Safe to run twice. */
export async function tellFlowChange(feed: Pick<FeedStore, 'append'>, change: FlowChange): Promise<void> {
  const { flowId, author, what, ...which } = change;
  await feed.append({
    key: ['flow', flowId, author, what, ...Object.values(which)].join(':'),
    topics: [topicOf.flows, topicOf.flow(flowId)],
    type: 'flow.changed',
    data: { id: flowId, author, what, ...which },
  });
}
