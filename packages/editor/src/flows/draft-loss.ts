import { diffFlows, type FlowDiff } from '@throughline/flow/diff-flows';
import type { Flow } from '@throughline/flow/schema';
import type { Drawing } from './read-drawing.ts';

/** Most changes that are named one by one. */
const most = 6;

/** What goes with a draft, in words: beside the version it began from, or all of it where there was none. */
export function draftLoss(drawn: Drawing, base: Flow | null): { text: string; changes: string[] } {
  if (!drawn.ok) return { text: 'What is in it cannot be drawn by this release.', changes: [] };
  const { flow } = drawn;
  if (!base)
    return { text: `It began from nothing, and has ${counted(flow.nodes.length, 'node')}.`, changes: [] };
  const diff = diffFlows(base, flow);
  const changes = changesOf(diff, flow);
  if (changes.length === 0) return { text: 'It is the same as the version it began from.', changes };
  const shown = changes.length > most ? changes.slice(0, most - 1) : changes;
  const rest = changes.length - shown.length;
  return {
    text: `It has ${counted(changes.length, 'difference')} from the version it began from:`,
    changes: rest > 0 ? [...shown, `and ${rest} more`] : shown,
  };
}

const did = { added: 'added', removed: 'taken out', moved: 'moved', changed: 'changed' } as const;

function changesOf(
  { flow, settings, nodes, edges, comments, groups, reordered }: FlowDiff,
  after: Flow,
): string[] {
  const titleOf = (id: string) => after.nodes.find((node) => node.id === id)?.title ?? id;
  return [
    ...nodes.map(({ title, change }) => `“${title}” was ${did[change]}`),
    ...(flow.length + settings.length > 0 ? ['the settings of the flow were changed'] : []),
    ...edges.map(({ from, port }) => `port “${port}” of “${titleOf(from)}” leads elsewhere`),
    ...(comments.length + groups.length > 0 ? ['comments or groups were changed'] : []),
    ...(reordered ? ['the order of the nodes was changed'] : []),
  ];
}

function counted(count: number, what: string): string {
  return `${count} ${count === 1 ? what : `${what}s`}`;
}
