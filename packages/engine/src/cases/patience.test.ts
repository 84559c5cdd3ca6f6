import { expect, it } from 'vitest';
import { createPatience } from './patience.ts';

it('tries at once, then further and further apart, at most a minute', () => {
  let now = 0;
  const patience = createPatience(() => now);
  const tried: number[] = [];
  for (; now <= 300_000; now += 1_000) if (patience.due('row')) tried.push(now / 1_000);
  expect(tried).toEqual([0, 5, 15, 35, 75, 135, 195, 255]);
});

it('begins anew with what nobody asked about for long', () => {
  let now = 0;
  const patience = createPatience(() => now);
  for (; now <= 200_000; now += 1_000) patience.due('slow');
  expect(patience.due('slow')).toBe(false);
  now += 130_000;
  patience.forget();
  expect(patience.due('slow')).toBe(true);
  now += 5_000;
  expect(patience.due('slow')).toBe(true);
});
