import type { NodeDeclaration } from '@throughline/flow/declaration';
import type { Flow, FlowEdge, FlowNode } from '@throughline/flow/schema';
import type { Command } from './command.ts';
import { freeId } from './free-id.ts';
import { freeTitle } from './free-title.ts';
import { gridStep, toGrid } from './grid.ts';

export type Point = { x: number; y: number };

export type NewNode = {
  id: string;
  declaration: Pick<NodeDeclaration, 'type' | 'title'>;
  position: Point;
  /** It goes on from there; what that port led to before comes after it, by `firstPort`. */
  from?: { node: string; port: string };
  firstPort?: string;
};

/** Adds a node of a type with its defaults. `id` is from `newNodeId`, so that whoever adds it can choose it afterwards. */
export function addNode({ id, declaration, position, from, firstPort }: NewNode): Command {
  const { type, title } = declaration;
  return {
    title: `Added “${title}”`,
    apply(flow) {
      const node: FlowNode = {
        id,
        type,
        title: freeTitle(title, new Set(flow.nodes.map((node) => node.title))),
        config: {},
        position: toGrid(position),
      };
      const nodes = [...flow.nodes, node];
      const isThere = from && flow.nodes.some((one) => one.id === from.node);
      return { ...flow, nodes, edges: isThere ? wired(flow, id, from, firstPort) : flow.edges };
    },
  };
}

/** An id that the flow does not have, as expressions read it: `httpRequest`, `httpRequest2`. */
export function newNodeId(flow: Flow, type: string): string {
  const base = type.replaceAll(
    /[^A-Za-z0-9]+([A-Za-z0-9])?/g,
    (_, letter?: string) => letter?.toUpperCase() ?? '',
  );
  return freeId(flow, /^[A-Za-z]/.test(base) ? base : `node${base}`);
}

/** A place for what comes after a node: beside it, below what is there already. */
export function placeAfter(flow: Flow, node: string): Point {
  const { x, y } = flow.nodes.find(({ id }) => id === node)?.position ?? { x: 0, y: 0 };
  const place = { x: x + gridStep.x, y };
  while (flow.nodes.some(({ position }) => position && near(position, place))) place.y += gridStep.y;
  return place;
}

function near(one: Point, other: Point): boolean {
  return Math.abs(one.x - other.x) < gridStep.x * 0.8 && Math.abs(one.y - other.y) < gridStep.y * 0.9;
}

function wired(flow: Flow, id: string, { node, port }: { node: string; port: string }, firstPort?: string) {
  const before = flow.edges.find((edge) => edge.from === node && edge.port === port);
  const others = flow.edges.filter((edge) => edge !== before);
  const into: FlowEdge = { id: freeEdgeId(flow.edges), from: node, port, to: id };
  if (!before || firstPort === undefined) return [...others, into];
  return [
    ...others,
    into,
    { id: freeEdgeId([...flow.edges, into]), from: id, port: firstPort, to: before.to },
  ];
}

export function freeEdgeId(edges: readonly FlowEdge[]): string {
  const taken = new Set(edges.map(({ id }) => id));
  for (let n = edges.length + 1; ; n += 1) if (!taken.has(`e${n}`)) return `e${n}`;
}
