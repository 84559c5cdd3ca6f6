import type { Command } from './command.ts';
import { canvasOf, withCanvas } from './canvas-of.ts';

/** Takes nodes with their edges, edges, comments and groups away. Of a group only the frame goes. */
export function remove({ nodes: ids, edges: wires }: { nodes: string[]; edges: string[] }): Command {
  const gone = new Set(ids);
  const cut = new Set(wires);
  const count = gone.size + cut.size;
  return {
    title: count === 1 ? 'Removed' : `Removed ${count}`,
    apply(flow) {
      const nodes = flow.nodes.filter(({ id }) => !gone.has(id));
      const edges = flow.edges.filter(({ id, from, to }) => !cut.has(id) && !gone.has(from) && !gone.has(to));
      const { comments, groups, pinned } = canvasOf(flow);
      const next = withCanvas(
        { ...flow, nodes, edges },
        {
          comments: comments.filter(({ id }) => !gone.has(id)),
          groups: groups
            .filter(({ id }) => !gone.has(id))
            .map((group) => ({ ...group, nodes: group.nodes.filter((id) => !gone.has(id)) }))
            .filter((group) => group.nodes.length > 0),
          pinned: pinned.filter((id) => !gone.has(id)),
        },
      );
      const isSame =
        nodes.length === flow.nodes.length &&
        edges.length === flow.edges.length &&
        next.canvas?.comments.length === flow.canvas?.comments.length &&
        next.canvas?.groups.length === flow.canvas?.groups.length;
      return isSame ? flow : next;
    },
  };
}
