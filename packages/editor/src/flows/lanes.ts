import type { Flow } from '@throughline/flow/schema';
import type { Box } from '../commands/boxes.ts';
import { createExtents, type Extent } from './extents.ts';
import { laneOf, type Taken, type Wire } from './lane-of.ts';
import { inY, portY, type NodeViews } from './node-view.ts';
import type { Lane } from './wire-path.ts';

/**
 * Where wires run, by their ids, so that they pass no card where that can be. It is looked at again only when a card or a wire
 * is another: not while something is dragged, and not for a letter that is typed.
 */
export function createLanes(views: NodeViews): (flow: Flow) => Map<string, Lane> {
  let before: { edges: Flow['edges']; boxes: Map<string, Box>; lanes: Map<string, Lane> } | undefined;
  return (flow) => {
    const boxes = boxesOf(flow, views);
    if (before?.edges === flow.edges && isSame(before.boxes, boxes)) return before.lanes;
    before = { edges: flow.edges, boxes, lanes: lanesOf(wiresOf(flow, boxes, views), boxes.values()) };
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

function wiresOf({ nodes, edges }: Flow, boxes: Map<string, Box>, views: NodeViews): Wire[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  return edges.flatMap(({ id, from: source, port, to: target }) => {
    const [node, start, end] = [byId.get(source), boxes.get(source), boxes.get(target)];
    if (!node || !start || !end) return [];
    const index = views(node).ports?.findIndex((one) => one.id === port) ?? 0;
    return [
      {
        ...{ id, source, target },
        from: { x: start.x + start.width, y: start.y + portY(Math.max(0, index)) },
        end: { x: end.x, y: end.y + inY },
      },
    ];
  });
}

function lanesOf(all: Wire[], boxes: Iterable<Box>): Map<string, Lane> {
  const cards = createExtents<Box>();
  for (const box of boxes) cards.add(box, extentOf(box));
  const wires = createExtents<Taken>();
  return new Map(
    all.map((wire) => {
      const taken = laneOf(wire, (extent) => ({
        boxes: cards.touching(extent),
        wires: wires.touching(extent),
      }));
      wires.add(taken, taken.main);
      return [wire.id, taken.lane];
    }),
  );
}

function extentOf({ x, y, width, height }: Box): Extent {
  return { left: x, right: x + width, top: y, bottom: y + height };
}
