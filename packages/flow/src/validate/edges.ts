import type { Rule } from './context.ts';
import { issue } from './issue.ts';

/** Edges that lead from or to nothing, and ports with more than one. */
export const edges: Rule = ({ flow, nodes }) => {
  const taken = new Set<string>();
  return flow.edges.flatMap((edge) => {
    const from = nodes.get(edge.from);
    const missing = [edge.from, edge.to].filter((id) => !nodes.has(id));
    const found = [...new Set(missing)].map((id) =>
      issue('edge.unknown-node', {
        edge: edge.id,
        text: `The edge "${edge.id}" names the node "${id}", which is not in the flow.`,
      }),
    );
    if (from?.ports && from.ports.every(({ id }) => id !== edge.port)) {
      const known = from.ports.map(({ id }) => id).join(', ') || 'none';
      const text = `The edge "${edge.id}" leaves "${from.title}" by the port "${edge.port}", which it does not have (it has: ${known}).`;
      found.push(issue('edge.unknown-port', { edge: edge.id, node: edge.from, port: edge.port, text }));
    }
    const key = `${edge.from} ${edge.port}`;
    if (taken.has(key)) {
      const text = `The port "${edge.port}" of "${from?.title ?? edge.from}" has more than one edge.`;
      found.push(issue('port.two-edges', { edge: edge.id, node: edge.from, port: edge.port, text }));
    }
    taken.add(key);
    return found;
  });
};
