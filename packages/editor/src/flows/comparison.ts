import type { Catalogue } from '@throughline/flow/declaration';
import { diffFlows, type FlowDiff } from '@throughline/flow/diff-flows';
import type { Flow } from '@throughline/flow/schema';

export type Mark = 'added' | 'removed' | 'moved' | 'changed';

/** Two flows in one picture: what is there now, with what is there no more, and what became of each. */
export type Comparison = {
  flow: Flow;
  diff: FlowDiff;
  marks: Marks;
  /** What comments and groups are called, now or before, by their ids. */
  names: Map<string, string>;
  count: number;
};

/** By id of a node, and of an edge. */
export type Marks = { nodes: Map<string, Mark>; edges: Map<string, Mark> };

export function compare(before: Flow, after: Flow, catalogue: Catalogue): Comparison {
  const diff = diffFlows(before, after, catalogue);
  const gone = new Set(diff.nodes.filter(({ change }) => change === 'removed').map(({ id }) => id));
  const taken = new Set(after.edges.map(({ id }) => id));
  const marks: Marks = {
    nodes: new Map(diff.nodes.map(({ id, change }) => [id, change])),
    edges: new Map(),
  };
  const edges = [...after.edges];
  for (const edge of diff.edges) {
    if (edge.change !== 'removed') marks.edges.set(edge.id, 'added');
    if (edge.change === 'added') continue;
    const id = freeId(`was-${edge.id}`, taken);
    taken.add(id);
    marks.edges.set(id, 'removed');
    edges.push({ id, from: edge.from, port: edge.port, to: edge.before });
  }
  const nodes = [...after.nodes, ...before.nodes.filter(({ id }) => gone.has(id))];
  const lists = [diff.flow, diff.settings, diff.nodes, diff.edges, diff.comments, diff.groups];
  return {
    flow: { ...after, nodes, edges },
    diff,
    marks,
    names: new Map([...namesOf(before), ...namesOf(after)]),
    count: lists.reduce((sum, list) => sum + list.length, diff.reordered ? 1 : 0),
  };
}

function namesOf({ canvas }: Flow): [id: string, name: string][] {
  return [
    ...(canvas?.groups ?? []).map(({ id, title }): [string, string] => [id, `Group “${title}”`]),
    ...(canvas?.comments ?? []).map(({ id, text }): [string, string] => [id, commentName(text)]),
  ];
}

function commentName(text: string): string {
  const line = text.trim().replaceAll(/\s+/g, ' ');
  return line === '' ? 'An empty comment' : `Comment “${line.length > 60 ? `${line.slice(0, 60)}…` : line}”`;
}

function freeId(id: string, taken: ReadonlySet<string>): string {
  let next = id;
  for (let n = 2; taken.has(next); n += 1) next = `${id}-${n}`;
  return next;
}
