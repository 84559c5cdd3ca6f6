import { expect, it } from 'vitest';
import { memoryStorage } from './memory-storage.ts';
import { windowMemory } from './window-memory.ts';

/** A window of a browser: its pages come one after the other, with one session. */
function openWindow(session = memoryStorage()) {
  return {
    load() {
      const page = new EventTarget();
      const memory = windowMemory({ storage: () => session, page });
      return { ...memory, tell: (type: string) => page.dispatchEvent(new Event(type)) };
    },
    duplicate() {
      const copy = memoryStorage();
      for (let n = 0; n < session.length; n++) {
        const key = session.key(n) ?? '';
        copy.setItem(key, session.getItem(key) ?? '');
      }
      return openWindow(copy);
    },
  };
}

it('knows its id after a reload, and that the page before it was left', () => {
  const window = openWindow();
  const first = window.load();
  expect(first.recall()).toBeUndefined();
  first.remember('w1');
  first.tell('pagehide');
  expect(window.load().recall()).toEqual({ id: 'w1', wasLeft: true });
});

it('is not said to be left after a crash, in a duplicate, nor when its page came back as it was', () => {
  const window = openWindow();
  const first = window.load();
  first.recall();
  first.remember('w1');
  const notLeft = { id: 'w1', wasLeft: false };
  expect(window.duplicate().load().recall()).toEqual(notLeft);
  first.tell('pagehide');
  first.tell('pageshow');
  expect(window.duplicate().load().recall()).toEqual(notLeft);
  expect(window.load().recall()).toEqual(notLeft);
});

it('forgets that it was left once that was read: who is a duplicate later is told so', () => {
  const window = openWindow();
  const first = window.load();
  first.recall();
  first.remember('w1');
  first.tell('pagehide');
  window.load().recall();
  expect(window.duplicate().load().recall()).toEqual({ id: 'w1', wasLeft: false });
});

it('remembers nothing where no storage is allowed', () => {
  const storage = () => {
    throw new Error('not allowed');
  };
  const memory = windowMemory({ storage, page: new EventTarget() });
  expect(memory.recall()).toBeUndefined();
  memory.remember('w1');
  expect(memory.recall()).toBeUndefined();
});
