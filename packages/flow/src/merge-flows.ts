import { canonical } from './canonical.ts';
import type { Flow, FlowEdge, FlowNode } from './schema.ts';

export type MergedFlow = {
  flow: Flow;
  /** Both changed it, each in another way: what is in `flow` there is mine. */
  conflicts: MergeConflict[];
};

export type MergeConflict =
  | { what: 'node'; id: string; title: string }
  /** Where a port leads. */
  | { what: 'port'; node: string; title: string; port: string }
  | { what: 'settings' | 'title' };

/**
 * Brings together what two authors made of one flow: what only one of them changed is taken from that one. Nodes count as a whole,
 * edges by the port they leave, settings as a whole; what is drawn for people only stays mine, with the other's additions.
 */
export function mergeFlows(base: Flow, mine: Flow, theirs: Flow): MergedFlow {
  const conflicts: MergeConflict[] = [];
  const nodes = mergeLists(base.nodes, mine.nodes, theirs.nodes, {
    keyOf: ({ id }) => id,
    onConflict: (node) => conflicts.push({ what: 'node', id: node.id, title: node.title }),
  });
  const there = new Map(nodes.map((node) => [node.id, node]));
  const edges = mergeLists(base.edges, mine.edges, theirs.edges, {
    keyOf: ({ from, port }) => `${from} ${port}`,
    // Ids of edges are nobody's choice.
    contentOf: ({ to }) => to,
    onConflict: ({ from, port }) =>
      conflicts.push({ what: 'port', node: from, title: there.get(from)?.title ?? from, port }),
  }).filter(({ from, to }) => there.has(from) && there.has(to));
  const merged = {
    title: mergeValues(base.title, mine.title, theirs.title, () => conflicts.push({ what: 'title' })),
    settings: mergeValues(base.settings, mine.settings, theirs.settings, () =>
      conflicts.push({ what: 'settings' }),
    ),
  };
  return { flow: withCanvasOf({ ...mine, ...merged, nodes, edges: withOwnIds(edges) }, theirs), conflicts };
}

type ListRules<Item> = {
  keyOf: (item: Item) => string;
  contentOf?: (item: Item) => unknown;
  onConflict: (mine: Item) => void;
};

/** In my order; what only they have comes after it. */
function mergeLists<Item extends FlowNode | FlowEdge>(
  base: Item[],
  mine: Item[],
  theirs: Item[],
  { keyOf, contentOf = (item) => item, onConflict }: ListRules<Item>,
): Item[] {
  const [before, here, other] = [base, mine, theirs].map(
    (list) => new Map(list.map((item) => [keyOf(item), item])),
  );
  const keys = [...new Set([...mine, ...theirs].map(keyOf))];
  return keys.flatMap((key) => {
    const [was, my, their] = [before?.get(key), here?.get(key), other?.get(key)];
    const same = (one: Item | undefined, two: Item | undefined) =>
      one === undefined || two === undefined
        ? one === two
        : canonical(contentOf(one)) === canonical(contentOf(two));
    if (same(my, their) || same(was, their)) return my ?? [];
    if (same(was, my)) return their ?? [];
    const left = my ?? their;
    if (left) onConflict(left);
    // One threw away what the other worked on: the work stays.
    return left ?? [];
  });
}

function mergeValues<Value>(base: Value, mine: Value, theirs: Value, onConflict: () => void): Value {
  const [was, my, their] = [base, mine, theirs].map((value) => canonical(value));
  if (my === their || their === was) return mine;
  if (my === was) return theirs;
  onConflict();
  return mine;
}

/** Both may have given one id to edges of different ports. */
function withOwnIds(edges: FlowEdge[]): FlowEdge[] {
  const taken = new Set<string>();
  return edges.map((edge) => {
    let { id } = edge;
    for (let n = 1; taken.has(id); n += 1) id = `${edge.id}-${n}`;
    taken.add(id);
    return id === edge.id ? edge : { ...edge, id };
  });
}

function withCanvasOf(flow: Flow, { canvas: theirs }: Flow): Flow {
  const { canvas: mine } = flow;
  if (!theirs) return flow;
  const known = new Set(
    [...flow.nodes, ...(mine?.comments ?? []), ...(mine?.groups ?? [])].map(({ id }) => id),
  );
  const there = new Set(flow.nodes.map(({ id }) => id));
  const fresh = <One extends { id: string }>(list: One[]) => list.filter(({ id }) => !known.has(id));
  return {
    ...flow,
    canvas: {
      comments: [...(mine?.comments ?? []), ...fresh(theirs.comments)],
      groups: [...(mine?.groups ?? []), ...fresh(theirs.groups)]
        .map((group) => ({ ...group, nodes: group.nodes.filter((id) => there.has(id)) }))
        .filter(({ nodes }) => nodes.length > 0),
      pinned: (mine?.pinned ?? []).filter((id) => there.has(id)),
    },
  };
}
