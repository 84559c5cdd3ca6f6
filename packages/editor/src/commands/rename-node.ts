import type { Command } from './command.ts';
import { mapNode } from './map-node.ts';

export function renameNode(node: string, title: string): Command {
  return {
    title: `Renamed to “${title}”`,
    series: `rename ${node}`,
    apply: (flow) => mapNode(flow, node, (one) => (one.title === title ? one : { ...one, title })),
  };
}
