import { expect, test } from 'vitest';
import { createPressWatch } from './press-watch.ts';

test('what would move the page waits until the mouse is let go, and the click is done', async () => {
  const page = new EventTarget();
  const watch = createPressWatch(page);
  await watch.released();

  const order: string[] = [];
  page.dispatchEvent(new Event('pointerdown'));
  const moved = watch.released().then(() => order.push('moved'));
  await new Promise((done) => setTimeout(done));
  page.dispatchEvent(new Event('pointerup'));
  order.push('clicked');
  await moved;
  expect(order).toEqual(['clicked', 'moved']);
});

test('a press that becomes a drag, or leaves the window, ends as well', async () => {
  const page = new EventTarget();
  const watch = createPressWatch(page);
  for (const end of ['pointercancel', 'dragend', 'blur']) {
    page.dispatchEvent(new Event('pointerdown'));
    const released = watch.released();
    page.dispatchEvent(new Event(end));
    await expect(released).resolves.toBeUndefined();
  }
  watch.stop();
  page.dispatchEvent(new Event('pointerdown'));
  await expect(watch.released()).resolves.toBeUndefined();
});
