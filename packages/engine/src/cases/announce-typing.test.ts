import { expect, it } from 'vitest';
import type { NodeTask } from '../sandbox/contract.ts';
import type { NewFeedEvent } from '../stores/feed-event.ts';
import { createAnnounceTyping } from './announce-typing.ts';

/** As much of a task as is looked at. */
const task = (channel: string, conversation: string) =>
  ({ caseId: 'c', input: { messages: [{ channel, conversation }] } }) as unknown as NodeTask;

it('tells windows that follow the feed each time, a provider every few seconds, and never waits for one', async () => {
  let now = 1_000_000;
  const told: string[] = [];
  const topics: string[][] = [];
  const announce = createAnnounceTyping({
    feed: { append: async (event: NewFeedEvent) => void topics.push(event.topics) } as never,
    channels: {
      slow: { knowsSends: false, showTyping: () => new Promise(() => {}) },
      down: { knowsSends: false, showTyping: () => Promise.reject(new Error('down')) },
      telegram: { knowsSends: false, showTyping: async (conversation) => void told.push(conversation) },
      webchat: { knowsSends: true },
    },
    now: () => now,
  });
  for (const [channel, conversation] of [
    ['telegram', 'a'],
    ['telegram', 'a'],
    ['telegram', 'b'],
    ['slow', 'c'],
    ['down', 'd'],
    ['webchat', 'e'],
    ['gone', 'f'],
  ] as const) {
    await announce(task(channel, conversation), true);
    await announce(task(channel, conversation), false);
  }
  expect(told).toEqual(['a', 'b']);
  expect(topics).toEqual([['conversation:e'], ['conversation:e']]);
  now += 4_000;
  await announce(task('telegram', 'a'), true);
  expect(told).toEqual(['a', 'b', 'a']);
});
