import { randomUUID } from 'node:crypto';
import type { Stores } from '../stores/database.ts';
import { topicOf } from './feed-events.ts';
import type { OnRunning } from './node-activities.ts';

/** Shows the customer that an answer is being worked on. Only a courtesy: it never fails a node. */
export function createAnnounceTyping({ feed }: Pick<Stores, 'feed'>): OnRunning {
  return async ({ caseId, input }, on) => {
    const conversation = input.messages.at(-1)?.conversation;
    if (conversation === undefined) return;
    const event = {
      type: 'typing',
      data: { caseId, from: 'bot', on },
      topics: [topicOf.conversation(conversation)],
    };
    await feed.append({ key: `typing:${randomUUID()}`, ...event }).catch(() => undefined);
  };
}
