import { randomUUID } from 'node:crypto';
import type { Channel } from '../channels/channel.ts';
import type { Stores } from '../stores/database.ts';
import { topicOf } from './feed-events.ts';
import type { OnRunning } from './node-activities.ts';

export type AnnounceTypingDeps = {
  feed: Pick<Stores['feed'], 'append'>;
  channels: { [name: string]: Pick<Channel, 'showTyping'> };
};

/** Shows the customer that an answer is being worked on. Only a courtesy: it never fails a node. */
export function createAnnounceTyping({ feed, channels }: AnnounceTypingDeps): OnRunning {
  return async ({ caseId, input }, on) => {
    const message = input.messages.at(-1);
    if (message === undefined) return;
    const { conversation, channel } = message;
    // Not waited for: a provider that is slow must not make the answer late.
    if (on) void channels[channel]?.showTyping?.(conversation).catch(() => undefined);
    const event = {
      type: 'typing',
      data: { caseId, from: 'bot', on },
      topics: [topicOf.conversation(conversation)],
    };
    await feed.append({ key: `typing:${randomUUID()}`, ...event }).catch(() => undefined);
  };
}
