import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { EnsureOptions, EnsureResult } from './index-keeper.ts';
import { createIndexKeeper } from './index-keeper.ts';

const pauses = {
  retryMs: 1_000,
  longestRetryMs: 8_000,
  restMs: 10_000,
  longestRestMs: 40_000,
  elsewhereMs: 500,
};
let looks: number[];
let answer: (options: EnsureOptions) => Promise<EnsureResult>;

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
  looks = [];
  answer = async () => ({ added: 0, removed: 0 });
});
afterEach(() => vi.useRealTimers());

function started() {
  const keeper = createIndexKeeper({
    ensure: (options) => {
      looks.push(Date.now() - 1_000_000);
      return answer(options);
    },
    info: () => {},
    warn: () => {},
    pauses,
  });
  keeper.start(0);
  return keeper;
}

const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1_000);

it('looks again after failures, more and more seldom, until it succeeds', async () => {
  answer = async () => {
    throw new Error('away');
  };
  const keeper = started();
  await seconds(200);
  expect(keeper.state().state).toBe('failed');
  const gaps = looks.slice(1).map((at, n) => at - (looks[n] ?? 0));
  expect(gaps[0]).toBeLessThanOrEqual(1_250);
  expect(Math.min(...gaps.slice(4))).toBeGreaterThanOrEqual(6_000);
  expect(Math.max(...gaps)).toBeLessThanOrEqual(10_000);
  answer = async () => ({ added: 3, removed: 0 });
  await seconds(10);
  expect(keeper.state()).toEqual({ state: 'current', missing: 0 });
  const count = looks.length;
  await seconds(3_600);
  expect(looks).toHaveLength(count);
});

it('looks soon when vectors are missed, and seldom when they are missed again and again', async () => {
  const keeper = started();
  await seconds(3_600);
  keeper.wake();
  await seconds(0);
  expect(looks.map((at) => at / 1_000)).toEqual([0, 3_600]);
  for (let at = 0; at < 3_600; at += 1) {
    keeper.wake();
    await seconds(1);
  }
  expect(looks.length).toBeGreaterThan(50);
  expect(looks.length).toBeLessThan(3_600 / 40 + 6);
  await seconds(7_200);
  const before = Date.now();
  keeper.wake();
  await seconds(0);
  expect(looks.at(-1)).toBe(before - 1_000_000);
});

it('waits for the process that is at it, and says how far that one is', async () => {
  answer = async () => ({ added: 0, removed: 0, elsewhere: { missing: 70 } });
  const keeper = started();
  await seconds(0);
  expect(keeper.state()).toEqual({ state: 'elsewhere', missing: 70 });
  answer = async () => ({ added: 0, removed: 0 });
  await seconds(1);
  expect(keeper.state().state).toBe('current');
});

it('looks once more when vectors were missed during a look', async () => {
  let done = () => {};
  answer = () => new Promise((resolve) => (done = () => resolve({ added: 1, removed: 0 })));
  const keeper = started();
  await seconds(0);
  keeper.wake();
  keeper.wake();
  done();
  await seconds(30);
  expect(looks).toHaveLength(2);
  done();
  await seconds(600);
  expect(looks).toHaveLength(2);
});

it('does nothing before it is started or after it is stopped, and begins at once when something is missed', async () => {
  const keeper = createIndexKeeper({ ensure: async (o) => (looks.push(1), answer(o)), info() {}, warn() {} });
  keeper.wake();
  await seconds(60);
  expect(looks).toEqual([]);
  keeper.start(20_000);
  keeper.wake();
  await seconds(1);
  expect(looks).toEqual([1]);
  await keeper.stop();
  keeper.wake();
  await seconds(3_600);
  expect(looks).toEqual([1]);
});
