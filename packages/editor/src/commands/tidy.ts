import { graphlib, layout } from '@dagrejs/dagre';
import type { Flow } from '@throughline/flow/schema';
import { canvasOf } from './canvas-of.ts';
import type { Command } from './command.ts';
import { toGrid } from './grid.ts';
import { move } from './move.ts';

type Size = { width: number; height: number };

/** Lays the nodes out from left to right along their edges; pinned ones stay, and the rest comes as near to them as it was. */
export function tidy(flow: Flow, sizeOf: (id: string) => Size): Command {
  const places = layOut(flow, sizeOf);
  return { title: 'Tidied up', apply: (now) => move(places).apply(now) };
}

function layOut(flow: Flow, sizeOf: (id: string) => Size): { [id: string]: { x: number; y: number } } {
  const graph = new graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'LR', nodesep: 40, ranksep: 80, marginx: 0, marginy: 0 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id } of flow.nodes) graph.setNode(id, { ...sizeOf(id) });
  for (const { id, from, to } of flow.edges)
    if (graph.hasNode(from) && graph.hasNode(to)) graph.setEdge(from, to, {}, id);
  layout(graph);
  const corner = (id: string) => {
    const { x = 0, y = 0, width = 0, height = 0 } = graph.node(id);
    return { x: x - width / 2, y: y - height / 2 };
  };
  const pinned = new Set(canvasOf(flow).pinned);
  const anchor = flow.nodes.find(({ id, position }) => position && pinned.has(id)) ?? flow.nodes[0];
  if (!anchor) return {};
  const [at, drawn] = [corner(anchor.id), anchor.position ?? { x: 0, y: 0 }];
  return Object.fromEntries(
    flow.nodes.flatMap(({ id, position }) => {
      if (position && pinned.has(id)) return [];
      const { x, y } = corner(id);
      return [[id, toGrid({ x: x - at.x + drawn.x, y: y - at.y + drawn.y })]];
    }),
  );
}
