import type { CanvasGroup, Flow } from '@throughline/flow/schema';
import { canvasOf, withCanvas } from './canvas-of.ts';
import type { Command } from './command.ts';

/** Draws a frame around nodes; a node is in one group. `id` is from `freeId(flow, 'group')`. */
export function groupNodes(id: string, nodes: string[]): Command {
  return {
    title: 'Grouped',
    apply(flow) {
      const there = new Set(flow.nodes.map((node) => node.id));
      const members = nodes.filter((node) => there.has(node));
      if (members.length === 0) return flow;
      const group: CanvasGroup = { id, title: 'Group', colour: 'blue', nodes: members };
      return withCanvas(flow, { groups: [...without(flow, members), group] });
    },
  };
}

export function setGroup(id: string, change: Partial<Pick<CanvasGroup, 'title' | 'colour'>>): Command {
  return {
    title: 'Changed a group',
    series: `group ${id} ${Object.keys(change).join(' ')}`,
    apply(flow) {
      const { groups } = canvasOf(flow);
      const at = groups.findIndex((one) => one.id === id);
      const group = groups[at];
      return group ? withCanvas(flow, { groups: groups.with(at, { ...group, ...change }) }) : flow;
    },
  };
}

/** Takes nodes out of their groups; a group that nobody is left in goes. */
export function ungroup(nodes: string[]): Command {
  return {
    title: 'Taken out of the group',
    apply: (flow) => {
      const groups = without(flow, nodes);
      const isSame = groups.every((group, at) => group === canvasOf(flow).groups[at]);
      return isSame && groups.length === canvasOf(flow).groups.length ? flow : withCanvas(flow, { groups });
    },
  };
}

function without(flow: Flow, nodes: string[]): CanvasGroup[] {
  const out = new Set(nodes);
  return canvasOf(flow).groups.flatMap((group) => {
    if (!group.nodes.some((id) => out.has(id))) return [group];
    const left = group.nodes.filter((id) => !out.has(id));
    return left.length === 0 ? [] : [{ ...group, nodes: left }];
  });
}
