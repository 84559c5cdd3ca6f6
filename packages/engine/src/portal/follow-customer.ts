import type { EventStream } from '../api/event-stream.ts';
import type { FeedEvent } from '../cases/feed-events.ts';
import { topicOf } from '../cases/feed-events.ts';
import type { FeedStore } from '../stores/feed.ts';
import type { PortalCustomer } from './portal-customer.ts';
import type { PortalView } from './portal-view.ts';

export type FollowCustomerDeps = { feed: FeedStore; view: PortalView };

/**
 * Follows a customer's cases for one open page: `changed` names a case to read anew, `typing` says who is writing there. Texts
 * are never in it. A case that is new, or another's now, is seen at once where it came by the portal, else with the next heartbeat.
 */
export async function followCustomer(
  { feed, view }: FollowCustomerDeps,
  stream: EventStream,
  customer: PortalCustomer,
): Promise<void> {
  let after = await feed.last();
  let known = new Set<string>();
  let round = new AbortController();
  const idsNow = async () => new Set((await view.cases(customer)).map(({ _id }) => _id));

  stream.onHeartbeat(async () => {
    if (isSame(await idsNow(), known)) return;
    stream.send({ type: 'changed', data: {} });
    round.abort();
  });
  while (!stream.signal.aborted) {
    round = new AbortController();
    known = await idsNow();
    await feed.follow({
      after,
      topics: [topicOf.conversation(customer.conversation), ...[...known].map(topicOf.case)],
      signal: AbortSignal.any([stream.signal, round.signal]),
      onEvents: async (events) => {
        for (const { seq, ...event } of events) {
          after = seq;
          const { id, caseId = id } = event.data as { id?: string; caseId?: string };
          if (caseId === undefined) continue;
          tell(event as unknown as FeedEvent, caseId);
          if (!known.has(caseId)) round.abort();
        }
      },
    });
  }

  function tell(event: FeedEvent, caseId: string): void {
    if (event.type === 'typing') {
      const { from, on } = event.data;
      if (from !== 'customer') stream.send({ type: 'typing', data: { caseId, from, on } });
    } else if (event.type !== 'journal.added') {
      stream.send({ type: 'changed', data: { caseId } });
    }
  }
}

function isSame(one: Set<string>, other: Set<string>): boolean {
  return one.size === other.size && [...one].every((id) => other.has(id));
}
