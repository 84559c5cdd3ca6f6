import type { Locator } from 'playwright-core';

export type Point = { x: number; y: number };
export type Box = Point & { width: number; height: number };

/** So many frames in the same place are not the begin of a move any more. */
const stillFrames = 4;
const patienceInFrames = 600;

/** Where a part is on the page, in CSS pixels, once it stands still: a canvas follows its window and its panels a moment later. */
export async function boxOf(part: Locator): Promise<Box> {
  const isStill = await part.evaluate(
    async (element, { stillFrames, patienceInFrames }) => {
      let last = '';
      let still = 0;
      for (let frame = 0; frame < patienceInFrames && still < stillFrames; frame++) {
        const now = JSON.stringify(element.getBoundingClientRect());
        still = now === last ? still + 1 : 0;
        last = now;
        await new Promise(requestAnimationFrame);
      }
      return still === stillFrames;
    },
    { stillFrames, patienceInFrames },
  );
  const box = await part.boundingBox();
  if (!isStill || !box)
    throw new Error(`${String(part)} ${box ? 'does not stand still' : 'is not in sight'}.`);
  return box;
}

export async function middleOf(part: Locator): Promise<Point> {
  const { x, y, width, height } = await boxOf(part);
  return { x: x + width / 2, y: y + height / 2 };
}
