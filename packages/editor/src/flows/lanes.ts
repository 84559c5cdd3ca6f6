import type { Flow } from '@throughline/flow/schema';
import type { Box } from '../commands/boxes.ts';
import { inY, portY, type NodeViews } from './node-view.ts';

/** How far a wire goes straight on from its port, before it turns. */
export const wireOffset = 24;

/** From cards, and between the lanes of wires that lead to different nodes. */
const room = 12;
/** Of the places where a wire could run, as many as are tried; the nearest come first. */
const mostTries = 40;

type Wire = { id: string; to: string; from: { x: number; y: number }; end: { x: number; y: number } };
type Lane = { y: number; left: number; right: number; to: string };

/** Whether a wire leads back to the left: then it runs on a lane, up or down from its ports. */
export function isBackward(sourceX: number, targetX: number): boolean {
  return sourceX + wireOffset >= targetX - wireOffset;
}

/**
 * How high wires run that lead back, by their ids, so that they pass no card where that can be. It is looked at again only when
 * a card or a wire is another: not while something is dragged, and not for a letter that is typed.
 */
export function createLanes(views: NodeViews): (flow: Flow) => Map<string, number> {
  let before: { edges: Flow['edges']; boxes: Map<string, Box>; lanes: Map<string, number> } | undefined;
  return (flow) => {
    const boxes = boxesOf(flow, views);
    if (before?.edges === flow.edges && isSame(before.boxes, boxes)) return before.lanes;
    before = { edges: flow.edges, boxes, lanes: lanesOf(wiresBack(flow, boxes, views), [...boxes.values()]) };
    return before.lanes;
  };
}

function boxesOf({ nodes }: Flow, views: NodeViews): Map<string, Box> {
  return new Map(
    nodes.map((node) => {
      const { width, height } = views(node);
      return [node.id, { ...(node.position ?? { x: 0, y: 0 }), width, height }];
    }),
  );
}

function isSame(one: Map<string, Box>, other: Map<string, Box>): boolean {
  if (one.size !== other.size) return false;
  for (const [id, box] of other) {
    const was = one.get(id);
    if (!was || was.x !== box.x || was.y !== box.y || was.height !== box.height) return false;
  }
  return true;
}

function wiresBack({ nodes, edges }: Flow, boxes: Map<string, Box>, views: NodeViews): Wire[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  return edges.flatMap(({ id, from, port, to }) => {
    const [node, start, end] = [byId.get(from), boxes.get(from), boxes.get(to)];
    if (!node || !start || !end || !isBackward(start.x + start.width, end.x)) return [];
    const index = views(node).ports?.findIndex((one) => one.id === port) ?? 0;
    return [
      {
        ...{ id, to, from: { x: start.x + start.width, y: start.y + portY(Math.max(0, index)) } },
        end: { x: end.x, y: end.y + inY },
      },
    ];
  });
}

function lanesOf(wires: Wire[], boxes: Box[]): Map<string, number> {
  const lanes: Lane[] = [];
  return new Map(
    wires.map((wire) => {
      const y = laneOf(wire, boxes, lanes);
      lanes.push({ y, left: wire.end.x - wireOffset, right: wire.from.x + wireOffset, to: wire.to });
      return [wire.id, y];
    }),
  );
}

/** The nearest height at which it meets fewest cards, and no other wire. */
function laneOf({ from, end, to }: Wire, boxes: Box[], lanes: Lane[]): number {
  const [left, right] = [end.x - wireOffset, from.x + wireOffset];
  const near = boxes.filter((box) => box.x < right && box.x + box.width > left);
  const taken = lanes.filter((lane) => lane.to !== to && lane.left < right && lane.right > left);
  const detour = (y: number) => Math.abs(y - from.y) + Math.abs(y - end.y);
  const tries = [
    (from.y + end.y) / 2,
    ...near.flatMap((box) =>
      [1, 2, 3].flatMap((step) => [box.y - step * room, box.y + box.height + step * room]),
    ),
  ]
    .toSorted((one, other) => detour(one) - detour(other))
    .slice(0, mostTries);
  let best = { y: (from.y + end.y) / 2, met: Infinity };
  for (const y of tries) {
    const met =
      near.filter((box) => isMet(box, { y, from, end })).length +
      taken.filter((lane) => Math.abs(lane.y - y) < room).length;
    if (met < best.met) best = { y, met };
    if (met === 0) break;
  }
  return best.y;
}

/** By its level part, or by the upright ones beside its ends. */
function isMet(box: Box, { y, from, end }: { y: number; from: Wire['from']; end: Wire['end'] }): boolean {
  if (y > box.y - room && y < box.y + box.height + room) return true;
  const upright = (x: number, one: number) =>
    x > box.x && x < box.x + box.width && Math.min(one, y) < box.y + box.height && Math.max(one, y) > box.y;
  return upright(from.x + wireOffset, from.y) || upright(end.x - wireOffset, end.y);
}
