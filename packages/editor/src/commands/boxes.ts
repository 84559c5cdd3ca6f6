import type { Point } from './add-node.ts';
import { grid } from './grid.ts';

export type Size = { width: number; height: number };
export type Box = Point & Size;

/** How far apart things stand at least, once they are tidied up. */
const gap = grid;

/** The smallest box around others; they are at least one. */
export function around(boxes: Box[]): Box {
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  return { x, y, width: right - x, height: bottom - y };
}

/** What a group's frame leaves free around its nodes; above them stands its title. */
const frame = { side: 20, top: 44 };

export function framed(boxes: Box[]): Box {
  const { x, y, width, height } = around(boxes);
  return {
    ...{ x: x - frame.side, y: y - frame.top },
    ...{ width: width + 2 * frame.side, height: height + frame.top + frame.side },
  };
}

export function touches(one: Box, other: Box): boolean {
  return isBeside(one, other) && one.y < other.y + other.height + gap && other.y < one.y + one.height + gap;
}

/** How far down, or up when it is less than 0, a box has to go to stand free of others: as little as can be, by steps of the grid. */
export function wayOut(box: Box, others: Box[]): number {
  const near = others.filter((other) => isBeside(box, other));
  const isFree = (by: number) => near.every((other) => !touches({ ...box, y: box.y + by }, other));
  if (isFree(0)) return 0;
  return near
    .flatMap(({ y, height }) => [
      Math.ceil((y + height + gap - box.y) / grid) * grid,
      Math.floor((y - gap - box.height - box.y) / grid) * grid,
    ])
    .toSorted((one, other) => Math.abs(one) - Math.abs(other))
    .find(isFree) as number;
}

/** One above the other, or so near to it that they would stand too close. */
function isBeside(one: Box, other: Box): boolean {
  return one.x < other.x + other.width + gap && other.x < one.x + one.width + gap;
}
