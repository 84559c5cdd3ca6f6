import type { Flow } from '@throughline/flow/schema';
import { canvasOf } from './canvas-of.ts';
import type { Command } from './command.ts';
import { toGrid } from './grid.ts';
import { move } from './move.ts';

export const alignments = [
  'left',
  'centre',
  'right',
  'top',
  'middle',
  'bottom',
  'spread-x',
  'spread-y',
] as const;
export type Alignment = (typeof alignments)[number];

export type Box = { id: string; x: number; y: number; width: number; height: number };

const words: { [one in Alignment]: string } = {
  left: 'Aligned left',
  centre: 'Aligned to the centre',
  right: 'Aligned right',
  top: 'Aligned to the top',
  middle: 'Aligned to the middle',
  bottom: 'Aligned to the bottom',
  'spread-x': 'Spread across',
  'spread-y': 'Spread downwards',
};

/** Brings nodes and comments into a line, or the same space between them. */
export function align(boxes: Box[], how: Alignment): Command {
  const places = boxes.length < 2 ? {} : placesOf(boxes, how);
  return { title: words[how], apply: (flow) => move(places).apply(flow) };
}

/** Of the chosen ones, where they are and how large they are drawn. */
export function boxesOf(
  flow: Flow,
  ids: string[],
  sizeOf: (id: string) => { width: number; height: number },
): Box[] {
  const wanted = new Set(ids);
  return [...flow.nodes, ...canvasOf(flow).comments].flatMap(({ id, position = { x: 0, y: 0 } }) =>
    wanted.has(id) ? [{ id, ...position, ...sizeOf(id) }] : [],
  );
}

function placesOf(boxes: Box[], how: Alignment): { [id: string]: { x: number; y: number } } {
  const [left, top] = [Math.min(...boxes.map(({ x }) => x)), Math.min(...boxes.map(({ y }) => y))];
  const right = Math.max(...boxes.map(({ x, width }) => x + width));
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height));
  const put = (place: (box: Box) => { x?: number; y?: number }) =>
    Object.fromEntries(boxes.map((box) => [box.id, { x: box.x, y: box.y, ...place(box) }]));
  switch (how) {
    case 'left':
      return put(() => ({ x: left }));
    case 'right':
      return put(({ width }) => ({ x: right - width }));
    case 'centre':
      return put(({ width }) => ({ x: (left + right - width) / 2 }));
    case 'top':
      return put(() => ({ y: top }));
    case 'bottom':
      return put(({ height }) => ({ y: bottom - height }));
    case 'middle':
      return put(({ height }) => ({ y: (top + bottom - height) / 2 }));
    case 'spread-x':
      return spread(boxes, 'x', 'width', right - left);
    case 'spread-y':
      return spread(boxes, 'y', 'height', bottom - top);
  }
}

function spread(boxes: Box[], axis: 'x' | 'y', size: 'width' | 'height', span: number) {
  const sorted = boxes.toSorted((one, other) => one[axis] - other[axis]);
  const taken = sorted.reduce((sum, box) => sum + box[size], 0);
  const gap = (span - taken) / (sorted.length - 1);
  let next = sorted[0]?.[axis] ?? 0;
  return Object.fromEntries(
    sorted.map((box) => {
      const place = toGrid({ x: box.x, y: box.y, [axis]: next });
      next += box[size] + gap;
      return [box.id, { ...place, ...(axis === 'x' ? { y: box.y } : { x: box.x }) }];
    }),
  );
}
