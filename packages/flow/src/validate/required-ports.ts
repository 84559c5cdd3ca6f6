import type { Rule } from './context.ts';
import { issue } from './issue.ts';

export const requiredPorts: Rule = ({ nodes, flow }) => {
  const wired = new Set(flow.edges.map(({ from, port }) => `${from} ${port}`));
  return [...nodes.values()].flatMap((node) =>
    (node.ports ?? [])
      .filter(({ id, required }) => required && !wired.has(`${node.id} ${id}`))
      .map(({ id, title }) =>
        issue('port.unwired', {
          node: node.id,
          port: id,
          text: `The port "${title}" of "${node.title}" leads nowhere.`,
        }),
      ),
  );
};
