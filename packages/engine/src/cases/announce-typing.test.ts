import { expect, it } from 'vitest';
import type { NodeTask } from '../sandbox/contract.ts';
import { createAnnounceTyping } from './announce-typing.ts';

/** As much of a task as is looked at. */
const task = (channel: string, conversation: string) =>
  ({ caseId: 'c', input: { messages: [{ channel, conversation }] } }) as unknown as NodeTask;

it('tells open windows each time, a provider every few seconds, and never waits for one', async () => {
  let now = 1_000_000;
  const told: string[] = [];
  let events = 0;
  const announce = createAnnounceTyping({
    feed: { append: async () => void (events += 1) } as never,
    channels: {
      slow: { showTyping: () => new Promise(() => {}) },
      down: { showTyping: () => Promise.reject(new Error('down')) },
      telegram: { showTyping: async (conversation) => void told.push(conversation) },
      webchat: {},
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
  expect(events).toBe(14);
  now += 4_000;
  await announce(task('telegram', 'a'), true);
  expect(told).toEqual(['a', 'b', 'a']);
});
