import type { Flow } from '@throughline/flow/schema';
import type { Command } from './command.ts';
import { mapNode } from './map-node.ts';

/** Sets one field of a node's config; without a value it is left out, and its default holds. */
export function setConfig(node: string, field: string, value: unknown, label = field): Command {
  return {
    title: `Changed ${label}`,
    series: `config ${node} ${field}`,
    apply: (flow: Flow) =>
      mapNode(flow, node, (one) => {
        if (one.config[field] === value) return one;
        const { [field]: _, ...others } = one.config;
        return { ...one, config: value === undefined ? others : { ...one.config, [field]: value } };
      }),
  };
}
