import { expect, test } from 'vitest';
import { createMailPace } from './mail-pace.ts';

const minute = 60_000;

test('nobody writes thirty mails in ten minutes, and whoever paused may write again', () => {
  const pace = createMailPace(3);
  const said = [0, 1, 2, 3, 4].map((at) => pace.tooMany('a@x', `m${at}`, at * minute));
  expect(said).toEqual([false, false, false, true, true]);
  expect(pace.tooMany('b@x', 'm0', 4 * minute)).toBe(false);
  expect(pace.tooMany('a@x', 'm9', 20 * minute)).toBe(false);
});

test('one mail that comes again and again is one', () => {
  const pace = createMailPace(3);
  const said = Array.from({ length: 50 }, (_, at) => pace.tooMany('a@x', 'same', at));
  expect(said).not.toContain(true);
});

test('it stays a loop for as long as it goes on', () => {
  const pace = createMailPace(3);
  const said = Array.from({ length: 500 }, (_, at) => pace.tooMany('a@x', `m${at}`, at * 1_000));
  expect(said.slice(3)).not.toContain(false);
});
