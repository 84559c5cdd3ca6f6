import { topicOf } from '../cases/feed-events.ts';
import type { FeedStore } from '../stores/feed.ts';
import type { OutboundMessage, Sent } from './channel.ts';

/** `send` where messages to the customer lie in the message store: the feed wakes whoever has the conversation. */
export async function sendByFeed(
  feed: Pick<FeedStore, 'append'>,
  { id, caseId, conversation }: Pick<OutboundMessage, 'id' | 'caseId' | 'conversation'>,
): Promise<Sent> {
  await feed.append({
    key: `message:${id}`,
    topics: [topicOf.conversation(conversation), topicOf.case(caseId)],
    type: 'message.added',
    data: { caseId, messageId: id },
  });
  return { state: 'stored' };
}
