import { expect, it } from 'vitest';
import type { Callback } from '../api/callback.ts';
import { isUnderWay, lookAgainIn } from './callback-progress.ts';
import { describeCallback } from './describe-callback.ts';

const callback = (change: Partial<Callback>): Callback => ({
  ...{ id: 'k1:desk', by: 'bot', state: 'waiting', tried: 0, requestedAt: 0, changedAt: 0 },
  ...change,
});
const agent = { id: 'a1', name: 'Ana' };

it.each([
  [{}, 'The bot is to call the customer', true],
  [{ agent, tried: 1 }, 'The bot is to call the customer, as Ana asked, tried once', true],
  [{ agent, by: 'agent' }, 'Ana is to call the customer', true],
  [{ by: 'agent', state: 'ringing' }, 'The agent’s telephone rings', true],
  [{ agent, by: 'agent', state: 'done' }, 'Ana called the customer', false],
  [
    { state: 'missed', reason: 'busy', tried: 3 },
    'The bot did not reach the customer, tried 3 times: the line was busy',
    false,
  ],
  [{ agent, state: 'cancelled' }, 'The call that Ana asked for is off', false],
] as [Partial<Callback>, string, boolean][])('%o reads: %s', (change, text, underWay) => {
  expect(describeCallback(callback(change))).toBe(text);
  expect(isUnderWay(callback(change))).toBe(underWay);
});

it('is looked at often while something happens, seldom while it only waits, and not once it is over', () => {
  const waiting = (dueAt: number) => callback({ dueAt });
  expect(lookAgainIn([callback({ state: 'ringing' }), waiting(90_000)], 0)).toBe(5_000);
  expect([0, 20_000, 3_600_000].map((dueAt) => lookAgainIn([waiting(dueAt)], 0))).toEqual([
    5_000, 20_000, 60_000,
  ]);
  expect(lookAgainIn([callback({ state: 'done' })], 0)).toBe(false);
});
