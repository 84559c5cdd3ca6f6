import { expect, it } from 'vitest';
import { shortLength, untilMonday } from './lengths.ts';

it.each([
  [0, '0 ms'],
  [1_500, '1.5 s'],
  [40_400, '40 s'],
  [86_399_000, '1 d'],
  [5_400_000, '1 h 30 min'],
  [7 * 86_400_000, '7 d'],
])('%i ms is %s', (ms, text) => {
  expect(shortLength(ms)).toBe(text);
});

it.each([
  ['2026-11-27T16:00:00Z', '2026-11-30T09:00:00.000Z'],
  ['2026-11-30T08:00:00Z', '2026-11-30T09:00:00.000Z'],
  ['2026-11-30T09:00:00Z', '2026-12-07T09:00:00.000Z'],
])('from %s Monday is %s', (now, monday) => {
  const at = Date.parse(now);
  expect(new Date(at + untilMonday(at, 'Europe/London')).toISOString()).toBe(monday);
});
