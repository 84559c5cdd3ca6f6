import { expect, it } from 'vitest';
import { createPatience } from './patience.ts';

it('tries at once, then further and further apart, at most a minute', () => {
  let now = 0;
  const patience = createPatience(() => now);
  const tried: number[] = [];
  for (; now <= 300_000; now += 1_000) if (patience.due('row')) tried.push(now / 1_000);
  expect(tried).toEqual([0, 5, 15, 35, 75, 135, 195, 255]);
});

it('begins anew with what was done in between', () => {
  const patience = createPatience(() => 0);
  expect([patience.due('a'), patience.due('b'), patience.due('a')]).toEqual([true, true, false]);
  patience.keepOnly(['b']);
  expect([patience.due('a'), patience.due('b')]).toEqual([true, false]);
});
