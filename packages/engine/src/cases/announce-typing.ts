import { randomUUID } from 'node:crypto';
import type { Channel } from '../channels/channel.ts';
import { createBoundedCache } from '../stores/bounded-cache.ts';
import type { Stores } from '../stores/database.ts';
import { topicOf } from './feed-events.ts';
import type { OnRunning } from './node-activities.ts';

export type AnnounceTypingDeps = {
  feed: Pick<Stores['feed'], 'append'>;
  channels: { [name: string]: Pick<Channel, 'showTyping' | 'knowsSends'> };
  now?: () => number;
};

/** Providers show it for some seconds, and count the calls. */
const everyMs = 4_000;

/** Shows the customer that an answer is being worked on. Only a courtesy: it never fails a node. */
export function createAnnounceTyping({ feed, channels, now = Date.now }: AnnounceTypingDeps): OnRunning {
  const told = createBoundedCache<number>({ maxEntries: 10_000 });
  return async ({ caseId, input }, on) => {
    const message = input.messages.at(-1);
    if (message === undefined) return;
    const { conversation, channel } = message;
    if (on && (told.get(conversation) ?? 0) <= now() - everyMs) {
      told.set(conversation, now());
      // Not waited for: a provider that is slow must not make the answer late.
      void channels[channel]?.showTyping?.(conversation).catch(() => undefined);
    }
    if (channels[channel]?.knowsSends !== true) return;
    const event = {
      type: 'typing',
      data: { caseId, from: 'bot', on },
      topics: [topicOf.conversation(conversation)],
    };
    await feed.append({ key: `typing:${randomUUID()}`, ...event }).catch(() => undefined);
  };
}
