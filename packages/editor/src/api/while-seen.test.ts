import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { unseenMs, whileSeen } from './while-seen.ts';

function window(visibilityState: DocumentVisibilityState) {
  const page = Object.assign(new EventTarget(), { visibilityState });
  const [start, stop] = [vi.fn<() => void>(), vi.fn<() => void>()];
  const end = whileSeen({ start, stop }, page as unknown as Document);
  const become = (state: DocumentVisibilityState) => {
    page.visibilityState = state;
    page.dispatchEvent(new Event('visibilitychange'));
  };
  return { become, end, counts: () => [start.mock.calls.length, stop.mock.calls.length] };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('goes on for a minute unseen, stops then, and starts again when it is seen', () => {
  const { become, counts } = window('visible');
  become('hidden');
  vi.advanceTimersByTime(unseenMs - 1);
  become('visible');
  vi.advanceTimersByTime(unseenMs);
  expect(counts()).toEqual([1, 0]);
  become('hidden');
  vi.advanceTimersByTime(unseenMs);
  expect(counts()).toEqual([1, 1]);
  become('visible');
  expect(counts()).toEqual([2, 1]);
});

it('waits for the first look at a window that was opened behind others', () => {
  const { become, counts } = window('hidden');
  vi.advanceTimersByTime(unseenMs);
  expect(counts()).toEqual([0, 0]);
  become('visible');
  expect(counts()).toEqual([1, 0]);
});

it('ends once, seen or not', () => {
  const seen = window('visible');
  seen.become('hidden');
  seen.end();
  vi.advanceTimersByTime(unseenMs);
  seen.become('visible');
  expect(seen.counts()).toEqual([1, 1]);
});
