import type { Locator } from 'playwright-core';

/** Drops a file or a folder of this machine, as from its file manager: the page gets a real entry of a file system. */
export async function dropOn(target: Locator, path: string): Promise<void> {
  const page = target.page();
  await target.scrollIntoViewIfNeeded();
  const box = await target.boundingBox();
  if (!box) throw new Error('What is dropped on is not shown.');
  const session = await page.context().newCDPSession(page);
  const copy = 1;
  const drag = {
    x: box.x + box.width / 2,
    y: box.y + box.height / 2,
    data: { items: [], files: [path], dragOperationsMask: copy },
  };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, ...drag });
  await session.detach();
}
