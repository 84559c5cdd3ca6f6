import { canvasOf, withCanvas } from './canvas-of.ts';
import type { Command } from './command.ts';

/** Pinned nodes stay where they are when the flow is tidied up. */
export function pin(nodes: string[], pinned: boolean): Command {
  return {
    title: pinned ? 'Pinned' : 'Unpinned',
    apply(flow) {
      const before = canvasOf(flow).pinned;
      const rest = before.filter((id) => !nodes.includes(id));
      const next = pinned
        ? [...rest, ...nodes.filter((id) => flow.nodes.some((node) => node.id === id))]
        : rest;
      return next.length === before.length && next.every((id) => before.includes(id))
        ? flow
        : withCanvas(flow, { pinned: next });
    },
  };
}
