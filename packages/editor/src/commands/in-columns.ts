import { graphlib, layout } from '@dagrejs/dagre';
import type { Flow } from '@throughline/flow/schema';
import type { Box, Size } from './boxes.ts';

/** The nodes from left to right along their edges, those of a group beside each other. */
export function inColumns(
  { nodes, edges, canvas }: Flow,
  sizeOf: (id: string) => Size,
): (Box & { id: string })[] {
  const graph = new graphlib.Graph({ multigraph: true, compound: true });
  graph.setGraph({ rankdir: 'LR', nodesep: 40, ranksep: 80, marginx: 0, marginy: 0 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id } of nodes) graph.setNode(id, { ...sizeOf(id) });
  for (const { id, from, to } of edges)
    if (from !== to && graph.hasNode(from) && graph.hasNode(to)) graph.setEdge(from, to, {}, id);
  for (const group of canvas?.groups ?? []) {
    const members = group.nodes.filter((id) => graph.hasNode(id) && graph.parent(id) === undefined);
    const frame = `frame of ${group.id}`;
    if (members.length > 0) graph.setNode(frame, {});
    for (const id of members) graph.setParent(id, frame);
  }
  layout(graph);
  return nodes.map(({ id }) => {
    const { x = 0, y = 0, width = 0, height = 0 } = graph.node(id);
    return { id, x: x - width / 2, y: y - height / 2, width, height };
  });
}
