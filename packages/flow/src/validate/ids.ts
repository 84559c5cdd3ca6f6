import type { Rule } from './context.ts';
import { issue } from './issue.ts';

export const ids: Rule = ({ flow }) => [
  ...repeated(flow.nodes).map(({ id, title }) =>
    issue('node.duplicate-id', {
      node: id,
      text: `"${title}" has the id "${id}", which another node has, too.`,
    }),
  ),
  ...repeated(flow.edges).map(({ id }) =>
    issue('edge.duplicate-id', { edge: id, text: `Two edges have the id "${id}".` }),
  ),
];

function repeated<Item extends { id: string }>(items: Item[]): Item[] {
  const seen = new Set<string>();
  return items.filter(({ id }) => (seen.has(id) ? true : (seen.add(id), false)));
}
