import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Call, CallChannel } from './presence-by-calls.ts';
import { answerMs, presenceByCalls } from './presence-by-calls.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

type Listener = (event: { data: Call }) => void;

/** A browser whose windows hear each other; each after so long, for a window may be busy. */
function browser() {
  const ears = new Set<{ listeners: Set<Listener>; afterMs: number }>();
  let calls = 0;
  return {
    calls: () => calls,
    open(afterMs = 1) {
      const own = { listeners: new Set<Listener>(), afterMs };
      ears.add(own);
      const channel: CallChannel = {
        postMessage(data) {
          calls += 1;
          for (const ear of ears) if (ear !== own) setTimeout(() => tell(ear, data), ear.afterMs);
        },
        addEventListener: (_, listener) => void own.listeners.add(listener),
        removeEventListener: (_, listener) => void own.listeners.delete(listener),
      };
      return {
        ...presenceByCalls(channel),
        close: () => ears.delete(own),
        listeners: () => own.listeners.size,
      };
    },
  };

  function tell(ear: { listeners: Set<Listener> }, data: Call): void {
    if (!ears.has(ear as never)) return;
    for (const listener of [...ear.listeners]) listener({ data });
  }
}

/** What it gives by then; undefined while it does not. */
async function after<Value>(ms: number, promise: Promise<Value>): Promise<Value | undefined> {
  let value: Value | undefined;
  void promise.then((given) => (value = given));
  await vi.advanceTimersByTimeAsync(ms);
  return value;
}

it('knows at once that all it asks about are open', async () => {
  const { open } = browser();
  const [here, one, other] = [open(), open(), open()];
  await one.claim('one', { mayBeTaken: false });
  await other.claim('other', { mayBeTaken: false });
  expect(await after(2, here.openAmong(['one', 'other']))).toEqual(new Set(['one', 'other']));
});

it('waits for one that is busy, and takes who does not answer for closed', async () => {
  const { open } = browser();
  const [here, busy, gone] = [open(), open(answerMs - 50), open()];
  await busy.claim('busy', { mayBeTaken: false });
  await gone.claim('gone', { mayBeTaken: false });
  gone.close();
  const asked = here.openAmong(['busy', 'gone']);
  expect(await after(answerMs - 1, asked)).toBeUndefined();
  expect(await after(1, asked)).toEqual(new Set(['busy']));
});

it('counts itself without asking, asks nobody about nothing, and hears no longer than it asks', async () => {
  const { open, calls } = browser();
  const here = open();
  await here.claim('here', { mayBeTaken: false });
  expect(await after(0, here.openAmong(['here']))).toEqual(new Set(['here']));
  expect(await after(0, here.openAmong([]))).toEqual(new Set());
  expect(calls()).toBe(0);
  const before = here.listeners();
  await after(answerMs, here.openAmong(['gone']));
  expect(here.listeners()).toBe(before);
});

it('gives an id to one window only, and to the next when that is closed', async () => {
  const { open } = browser();
  const [original, duplicate] = [open(), open()];
  await original.claim('w1', { mayBeTaken: false });
  expect(await after(2, duplicate.claim('w1', { mayBeTaken: true }))).toBe(false);
  // What was refused is not answered for.
  original.close();
  const third = open();
  expect(await after(answerMs, third.openAmong(['w1']))).toEqual(new Set());
  expect(await after(answerMs, duplicate.claim('w1', { mayBeTaken: true }))).toBe(true);
  expect(await after(2, third.openAmong(['w1']))).toEqual(new Set(['w1']));
});

it('has an id that nobody else can have at once, as after a reload', async () => {
  const { open } = browser();
  expect(await after(0, open().claim('w1', { mayBeTaken: false }))).toBe(true);
});
