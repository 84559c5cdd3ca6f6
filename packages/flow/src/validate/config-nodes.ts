import { configFields } from '../config-fields.ts';
import type { Rule } from './context.ts';
import { issue } from './issue.ts';

/** Fields of a config that name another node. */
export const configNodes: Rule = ({ nodes }) =>
  [...nodes.values()].flatMap((node) => {
    if (!node.declaration || node.parsed === undefined) return [];
    return configFields(node.declaration.config, node.parsed).flatMap(({ path, widget, value }) => {
      if (widget !== 'node' || typeof value !== 'string' || value === '' || nodes.has(value)) return [];
      const text = `"${node.title}": ${path.join('.')} names the node "${value}", which is not in the flow.`;
      return [issue('config.unknown-node', { node: node.id, path, text })];
    });
  });
