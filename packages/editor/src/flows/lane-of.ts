import type { Point } from '../commands/add-node.ts';
import type { Box } from '../commands/boxes.ts';
import type { Extent } from './extents.ts';
import { isBackward, isLong, wireOffset, type Lane } from './wire-path.ts';

/** From cards. */
const room = 12;
/** Between wires that have neither end in common. */
const apart = 6;
/** Above and below both ends, as far as a wire may go out of its way. */
const reach = 400;
/** Of the places where a wire could run, as many as are tried; the nearest come first. */
const mostTries = 40;
/** Beside how many other wires one would rather run than behind a card. */
const cardWeight = 10;

export type Wire = { id: string; source: string; target: string; from: Point; end: Point };
type Run = { lane: Lane; main: Extent; cost: number };
/** Where a wire runs already. */
export type Taken = Run & Pick<Wire, 'source' | 'target'>;
type Around = { boxes: Box[]; wires: Taken[] };

/** Where a wire runs best: on the nearest way on which it meets fewest cards, and looks like no other wire. */
export function laneOf(wire: Wire, around: (extent: Extent) => Around): Taken {
  const { from, end, source, target } = wire;
  const within = (extent: Extent): Around => {
    const { boxes, wires } = around(grown(extent, room));
    return {
      boxes,
      wires: wires.filter((other) => other.source !== source && other.target !== target),
    };
  };
  const direct = within(between(from, end));
  const upright = isBackward(from.x, end.x) ? undefined : cheapest(wire, uprights(wire, direct), direct);
  if (upright && (upright.cost < cardWeight || !isLong(from.x, end.x))) return { ...upright, source, target };
  const wide = within(detourOf(wire));
  const level = cheapest(wire, levels(wire, wide), wide);
  return { ...(upright && upright.cost <= level.cost ? upright : level), source, target };
}

/** With the middle between its ends the wire is as short as can be, so that is tried first. */
type Tries = { middle: Lane; others: Lane[] };

function cheapest(wire: Wire, { middle, others }: Tries, around: Around): Run {
  let least = runOn(middle, wire, around, Infinity);
  for (const lane of others) {
    if (least.cost === 0) break;
    const run = runOn(lane, wire, around, least.cost);
    if (run.cost < least.cost) least = run;
  }
  return least;
}

function uprights({ from, end }: Wire, { boxes }: Around): Tries {
  const middle = (from.x + end.x) / 2;
  const [left, right] = [from.x + wireOffset, end.x - wireOffset];
  const beside = boxes.flatMap(({ x, width }) =>
    [2, 3].flatMap((step) => [x - step * room, x + width + step * room]),
  );
  return {
    middle: { axis: 'x', at: middle },
    others: nearest([middle - apart, middle + apart, ...beside], (x) => Math.abs(x - middle))
      .filter((x) => x >= left && x <= right)
      .map((at) => ({ axis: 'x', at })),
  };
}

function levels(wire: Wire, { boxes }: Around): Tries {
  const { from, end } = wire;
  const { top, bottom } = detourOf(wire);
  const beside = boxes.flatMap(({ y, height }) =>
    [1, 2, 3].flatMap((step) => [y - step * room, y + height + step * room]),
  );
  return {
    middle: { axis: 'y', at: (from.y + end.y) / 2 },
    others: nearest(beside, (y) => Math.abs(y - from.y) + Math.abs(y - end.y))
      .filter((y) => y >= top && y <= bottom)
      .map((at) => ({ axis: 'y', at })),
  };
}

function nearest(places: number[], distance: (place: number) => number): number[] {
  return [...new Set(places)].toSorted((one, other) => distance(one) - distance(other)).slice(0, mostTries);
}

/** Its cost is not counted on from where it is the `most`. */
function runOn(lane: Lane, wire: Wire, around: Around, most: number): Run {
  const { main, ends } = partsOf(wire, lane);
  let cost = 0;
  for (const box of around.boxes) {
    if (isMet(box, main, room) || ends.some((end) => isMet(box, end, 0))) cost += cardWeight;
    if (cost >= most) return { lane, main, cost };
  }
  for (const other of around.wires) {
    if (other.lane.axis === lane.axis && isBeside(main, other.main, lane.axis)) cost += 1;
    if (cost >= most) break;
  }
  return { lane, main, cost };
}

/** The part that runs on the lane, and those that lead to it and away from it. */
function partsOf({ from, end }: Wire, { axis, at }: Lane): { main: Extent; ends: Extent[] } {
  if (axis === 'x') {
    const [turn, back] = [
      { x: at, y: from.y },
      { x: at, y: end.y },
    ];
    return { main: between(turn, back), ends: [between(from, turn), between(back, end)] };
  }
  const [out, back] = [from.x + wireOffset, end.x - wireOffset];
  return {
    main: between({ x: out, y: at }, { x: back, y: at }),
    ends: [
      between({ x: out, y: from.y }, { x: out, y: at }),
      between({ x: back, y: at }, { x: back, y: end.y }),
    ],
  };
}

/** All that a level wire may come to. */
function detourOf({ from, end }: Wire): Extent {
  const { left, right, top, bottom } = between(
    { x: from.x + wireOffset, y: from.y },
    { x: end.x - wireOffset, y: end.y },
  );
  return { left, right, top: top - reach, bottom: bottom + reach };
}

function between(one: Point, other: Point): Extent {
  return {
    left: Math.min(one.x, other.x),
    right: Math.max(one.x, other.x),
    top: Math.min(one.y, other.y),
    bottom: Math.max(one.y, other.y),
  };
}

function isMet({ x, y, width, height }: Box, { left, right, top, bottom }: Extent, room: number): boolean {
  return left < x + width + room && right > x - room && top < y + height + room && bottom > y - room;
}

function grown({ left, right, top, bottom }: Extent, by: number): Extent {
  return { left: left - by, right: right + by, top: top - by, bottom: bottom + by };
}

/** Whether two that run the same way would look like one. */
function isBeside(one: Extent, other: Extent, axis: Lane['axis']): boolean {
  return axis === 'x'
    ? Math.abs(one.left - other.left) < apart && one.top < other.bottom && one.bottom > other.top
    : Math.abs(one.top - other.top) < apart && one.left < other.right && one.right > other.left;
}
