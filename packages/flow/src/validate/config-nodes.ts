import type { Rule } from './context.ts';
import { issue } from './issue.ts';

/** Fields of a config that name another node. */
export const configNodes: Rule = ({ nodes }) =>
  [...nodes.values()].flatMap((node) =>
    node.named.flatMap(({ path, node: other }) => {
      if (nodes.has(other)) return [];
      const text = `"${node.title}": ${path.join('.')} names the node "${other}", which is not in the flow.`;
      return [issue('config.unknown-node', { node: node.id, path, text })];
    }),
  );
