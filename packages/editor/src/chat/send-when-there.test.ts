import { describe, expect, it } from 'vitest';
import { createSendWhenThere } from './send-when-there.ts';
import type { Upload } from './uploads.ts';

const uploads = (...states: Upload['state'][]) => states.map((state) => ({ state }));

function setUp() {
  let sent = 0;
  const later = createSendWhenThere(() => void (sent += 1));
  return { later, sent: () => sent };
}

describe('a message whose files are on their way', () => {
  it('goes by itself, once, when the last of them is there', () => {
    const { later, sent } = setUp();
    later.check('Hello', uploads('ready'));
    expect(sent()).toBe(0);
    later.wait('Hello');
    later.check('Hello', uploads('ready', 'sending'));
    expect([sent(), later.isAwaited()]).toEqual([0, true]);
    later.check('Hello', uploads('ready', 'ready'));
    later.check('Hello', uploads('ready', 'ready'));
    expect([sent(), later.isAwaited()]).toEqual([1, false]);
  });

  it('waits for the visitor where the text was edited, a file was lost, or taken back', () => {
    const { later, sent } = setUp();
    later.wait('Hello');
    later.check('Hello again', uploads('ready'));
    later.wait('Hello');
    later.check('Hello', uploads('ready', 'failed'));
    later.wait('Hello');
    later.forget();
    later.check('Hello', uploads('ready'));
    expect([sent(), later.isAwaited()]).toEqual([0, false]);
  });
});
