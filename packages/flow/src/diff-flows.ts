import { canonical } from './canonical.ts';
import type { Catalogue } from './declaration.ts';
import { fieldTitle } from './field-title.ts';
import { isRecord } from './is-record.ts';
import type { Flow, FlowEdge, FlowNode } from './schema.ts';

/** What is different in a flow; every list is empty for two flows that are equal. */
export type FlowDiff = {
  /** Its id, title and note. */
  flow: FieldChange[];
  settings: FieldChange[];
  nodes: NodeChange[];
  edges: EdgeChange[];
  /** What is drawn for people only: the flow version stays the same. */
  comments: DrawnChange[];
  groups: DrawnChange[];
  /** Nodes that are in both stand in another order: of two entries that fit a message, the first is taken. */
  reordered: boolean;
};

/** `before` is left out where there was nothing, `after` where there is nothing any more. */
export type FieldChange = {
  path: (string | number)[];
  /** As the form shows it, such as "Cases › 2 › When". */
  title: string;
  before?: unknown;
  after?: unknown;
};

export type NodeChange = {
  id: string;
  /** As it is called now, or was. */
  title: string;
  type: string;
  /** `moved` when only its position is another. */
  change: 'added' | 'removed' | 'moved' | 'changed';
  moved: boolean;
  fields: FieldChange[];
};

/** `id` is the one that is drawn now, or was. */
export type EdgeChange = { id: string; from: string; port: string } & (
  | { change: 'added'; after: string }
  | { change: 'removed'; before: string }
  /** The port leads to another node. */
  | { change: 'rewired'; before: string; after: string }
);

export type DrawnChange = {
  id: string;
  change: 'added' | 'removed' | 'moved' | 'changed';
  moved: boolean;
  fields: FieldChange[];
};

/**
 * Compares two flows by what they hold: nodes by their ids, edges by the ports they leave. With a catalogue, fields have the
 * titles of their forms. Which nodes are pinned is no difference.
 */
export function diffFlows(before: Flow, after: Flow, catalogue: Catalogue = {}): FlowDiff {
  const plain = (path: FieldChange['path']) => fieldTitle(undefined, path);
  return {
    flow: fieldChanges(headOf(before), headOf(after), plain),
    settings: fieldChanges(before.settings, after.settings, plain),
    nodes: nodeChanges(before.nodes, after.nodes, catalogue),
    edges: edgeChanges(before.edges, after.edges),
    comments: drawnChanges(before.canvas?.comments ?? [], after.canvas?.comments ?? []),
    groups: drawnChanges(before.canvas?.groups ?? [], after.canvas?.groups ?? []),
    reordered: isReordered(before.nodes, after.nodes),
  };
}

/** True when nothing is different that a case would notice: publishing makes no new version. */
export function isSameVersion({ flow, settings, nodes, edges, reordered }: FlowDiff): boolean {
  return (
    !reordered &&
    settings.length + edges.length === 0 &&
    nodes.every(({ change }) => change === 'moved') &&
    flow.every(({ path }) => path[0] === 'note')
  );
}

export function isEqual(diff: FlowDiff): boolean {
  const { flow, settings, nodes, edges, comments, groups, reordered } = diff;
  return !reordered && [flow, settings, nodes, edges, comments, groups].every(({ length }) => length === 0);
}

function headOf({ id, title, note }: Flow) {
  return { id, title, note };
}

function nodeChanges(before: FlowNode[], after: FlowNode[], catalogue: Catalogue): NodeChange[] {
  return itemChanges(before, after).map(({ was, is, ...change }) => {
    const { title, type } = (is ?? was) as FlowNode;
    const config = Object.hasOwn(catalogue, type) ? catalogue[type]?.config : undefined;
    const titled = (path: FieldChange['path']) =>
      path[0] === 'config' ? fieldTitle(config, path.slice(1)) : fieldTitle(undefined, path);
    return { ...change, title, type, ...changeOf(was, is, titled) };
  });
}

function drawnChanges(before: Drawn[], after: Drawn[]): DrawnChange[] {
  return itemChanges(before, after).map(({ was, is, ...change }) => ({
    ...change,
    ...changeOf(was, is, (path) => fieldTitle(undefined, path)),
  }));
}

type Drawn = { id: string; position?: unknown };

/** Those that are not the same in both, by id: first what is there now, then what has gone. */
function itemChanges<Item extends Drawn>(before: Item[], after: Item[]) {
  const old = byId(before);
  const now = byId(after);
  return [
    ...[...now.values()].map((is) => ({ id: is.id, was: old.get(is.id), is })),
    ...[...old.values()].flatMap((was) => (now.has(was.id) ? [] : [{ id: was.id, was, is: undefined }])),
  ].filter(({ was, is }) => !same(was, is));
}

function changeOf(
  was: Drawn | undefined,
  is: Drawn | undefined,
  title: (path: FieldChange['path']) => string,
): Pick<NodeChange, 'change' | 'moved' | 'fields'> {
  if (!was) return { change: 'added', moved: false, fields: [] };
  if (!is) return { change: 'removed', moved: false, fields: [] };
  const moved = !same(was.position, is.position);
  const fields = fieldChanges({ ...was, position: undefined }, { ...is, position: undefined }, title);
  return { change: fields.length === 0 ? 'moved' : 'changed', moved, fields };
}

/** A port has at most one edge; a draft may have more, which are told one by one. */
function edgeChanges(before: FlowEdge[], after: FlowEdge[]): EdgeChange[] {
  const ports = new Map(
    [...before, ...after].map(({ from, port }) => [canonical([from, port]), { from, port }]),
  );
  return [...ports.values()].flatMap(({ from, port }) => {
    const ofPort = (edges: FlowEdge[]) => edges.filter((edge) => edge.from === from && edge.port === port);
    const [old, now] = [ofPort(before), ofPort(after)];
    const gone = without(old, now);
    const come = without(now, old);
    return Array.from({ length: Math.max(gone.length, come.length) }, (_, index): EdgeChange => {
      const [was, is] = [gone[index], come[index]];
      const place = { id: (is ?? was)?.id ?? '', from, port };
      if (was && is) return { ...place, change: 'rewired', before: was.to, after: is.to };
      return is
        ? { ...place, change: 'added', after: is.to }
        : { ...place, change: 'removed', before: was?.to ?? '' };
    });
  });
}

/** Each edge of the others takes away one that leads to the same node. */
function without(edges: FlowEdge[], others: FlowEdge[]): FlowEdge[] {
  const left = others.map(({ to }) => to);
  return edges.filter(({ to }) => {
    const index = left.indexOf(to);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
}

function isReordered(before: FlowNode[], after: FlowNode[]): boolean {
  const [old, now] = [byId(before), byId(after)];
  const common = [...old.keys()].filter((id) => now.has(id));
  return !same(
    common,
    [...now.keys()].filter((id) => old.has(id)),
  );
}

/** Goes into objects, and into lists of the same length; any other list is told whole. */
function fieldChanges(
  before: unknown,
  after: unknown,
  title: (path: FieldChange['path']) => string,
  path: FieldChange['path'] = [],
): FieldChange[] {
  if (same(before, after)) return [];
  if (isRecord(before) && isRecord(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) => fieldChanges(own(before, key), own(after, key), title, [...path, key]));
  }
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length)
    return before.flatMap((value, index) => fieldChanges(value, after[index], title, [...path, index]));
  return [
    {
      path,
      title: title(path),
      ...(before !== undefined && { before }),
      ...(after !== undefined && { after }),
    },
  ];
}

/** The first of each id: a draft may have two. */
function byId<Item extends { id: string }>(items: Item[]): Map<string, Item> {
  const found = new Map<string, Item>();
  for (const item of items) if (!found.has(item.id)) found.set(item.id, item);
  return found;
}

function own(record: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function same(one: unknown, other: unknown): boolean {
  if (one === undefined || other === undefined) return one === other;
  return canonical(one) === canonical(other);
}
