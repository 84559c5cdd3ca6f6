import type { Deciders } from './decider.ts';
import type { IgnoredReason } from './effect.ts';
import { parseExpression } from './expression.ts';
import type { Plan, PlanNode } from './plan.ts';
import { parseTemplate } from './template.ts';
import { valueAt } from './value-at.ts';

/** Where a case stands, and which nodes it has an output of. */
export type Standing = { node: string; hasRun(node: string): boolean };

/** Why a case that waits there cannot go on by the other version; `about` names the node that keeps it. */
export type Misfit = { reason: PlaceReason; about: string };

export const placeReasons = [
  'place-gone',
  'place-other-type',
  'place-other-wait',
  'place-unread',
] as const satisfies IgnoredReason[];
export type PlaceReason = (typeof placeReasons)[number];

/**
 * Whether a case that waits at a node finds the same place in another version of its flow: the node is there, is of the same
 * type and waits in the same way, and what the flow reads from there on is known.
 */
export function misfitOf(
  { node, hasRun }: Standing,
  before: Plan,
  after: Plan,
  deciders: Deciders,
): Misfit | undefined {
  const [was, is] = [nodeOf(before, node), nodeOf(after, node)];
  if (!is) return { reason: 'place-gone', about: node };
  if (was?.type !== is.type || was.kind !== is.kind) return { reason: 'place-other-type', about: node };
  if (waitsAs(was, deciders) !== waitsAs(is, deciders)) return { reason: 'place-other-wait', about: node };
  const unread = missingOutput(after, node, (id) => hasRun(id) && isSameType(before, after, id));
  return unread === undefined ? undefined : { reason: 'place-unread', about: unread };
}

function waitsAs(node: PlanNode, deciders: Deciders): string {
  const shape = deciders[node.type]?.waitsAs;
  return JSON.stringify(
    shape?.(node.config as never, (port) => typeof node.ports[port] === 'string') ?? null,
  );
}

function isSameType(before: Plan, after: Plan, id: string): boolean {
  return nodeOf(before, id)?.type === nodeOf(after, id)?.type;
}

/** A node without an output that something on the way from there reads, and that the case can get by without passing. */
function missingOutput(plan: Plan, from: string, isKnown: (node: string) => boolean): string | undefined {
  const readers = new Map<string, Set<string>>();
  for (const id of reachable(plan, from)) {
    for (const read of readsOf(plan.nodes[id]!))
      if (!isKnown(read)) readers.set(read, (readers.get(read) ?? new Set()).add(id));
  }
  for (const [missing, by] of readers) {
    const before = reachable(plan, from, missing);
    if ([...by].some((reader) => before.has(reader))) return missing;
  }
  return undefined;
}

/** The nodes that the case can come to, `from` among them; with `until`, those it can come to without leaving that one. */
function reachable(plan: Plan, from: string, until?: string): Set<string> {
  const found = new Set([from]);
  const open = [from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    // It waits at `from`, whose output is made when it leaves.
    if (id === until) continue;
    for (const next of Object.values(nodeOf(plan, id)?.ports ?? {})) {
      if (next === null || found.has(next) || !nodeOf(plan, next)) continue;
      found.add(next);
      open.push(next);
    }
  }
  return found;
}

/** The nodes whose output it needs: what is guarded by `??` or `has()` may be missing. */
function readsOf(node: PlanNode): Set<string> {
  const reads = node.fields.flatMap(({ path, kind }) => {
    const source = valueAt(node.config, path);
    if (typeof source !== 'string') return [];
    const parsed = kind === 'expression' ? parseExpression(source) : parseTemplate(source);
    return parsed.ok ? parsed.reads : [];
  });
  return new Set(
    reads.flatMap(({ path: [root, id], optional }) =>
      root === 'nodes' && id !== undefined && !optional ? [id] : [],
    ),
  );
}

function nodeOf(plan: Plan, id: string): PlanNode | undefined {
  return Object.hasOwn(plan.nodes, id) ? plan.nodes[id] : undefined;
}
