import type { Rule } from './context.ts';
import { reachable } from './graph.ts';
import { issue } from './issue.ts';

/** A flow needs a node where turns start, and every node a way that leads to it. */
export const reach: Rule = (context) => {
  const { nodes, entries } = context;
  if (entries.length === 0) {
    return [issue('flow.no-entry', { text: 'No node takes in messages: no turn could ever start.' })];
  }
  const found = reachable(
    context,
    entries.map(({ id }) => id),
  );
  return [...nodes.values()]
    .filter(({ id }) => !found.has(id))
    .map(({ id, title }) => issue('node.unreachable', { node: id, text: `Nothing leads to "${title}".` }));
};
