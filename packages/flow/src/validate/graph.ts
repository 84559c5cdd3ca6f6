import type { Context } from './context.ts';

/** Nodes that can be reached from the given ones, these included. */
export function reachable(context: Context, from: string[]): Set<string> {
  const found = new Set<string>();
  const waiting = [...from];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    for (const { to } of context.edgesFrom(id)) waiting.push(to);
  }
  return found;
}

/** Nodes that can run before a node in the same course of the flow: from which edges lead to it. */
export function before(context: Context, node: string): Set<string> {
  const back = backOf(context);
  const found = new Set<string>();
  const waiting = [...(back.get(node) ?? [])];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    waiting.push(...(back.get(id) ?? []));
  }
  return found;
}

const backs = new WeakMap<Context, Map<string, string[]>>();

/** From where edges lead to a node. */
function backOf(context: Context): Map<string, string[]> {
  const known = backs.get(context);
  if (known) return known;
  const back = new Map([...context.nodes.keys()].map((id): [string, string[]] => [id, []]));
  for (const id of context.nodes.keys()) {
    for (const { to } of context.edgesFrom(id)) back.get(to)?.push(id);
  }
  backs.set(context, back);
  return back;
}

/** Groups of nodes that lead back to themselves along the given nodes only (strongly connected, Tarjan's way, no recursion). */
export function loops(context: Context, within: (node: string) => boolean): string[][] {
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const onStack = new Set<string>();
  const groups: string[][] = [];
  const next = (id: string): string[] => context.edgesFrom(id).flatMap(({ to }) => (within(to) ? [to] : []));

  for (const root of context.nodes.keys()) {
    if (!within(root) || order.has(root)) continue;
    const calls = [{ id: root, rest: enter(root) }];
    for (let call = calls.at(-1); call !== undefined; call = calls.at(-1)) {
      const to = call.rest.pop();
      if (to === undefined) {
        calls.pop();
        const parent = calls.at(-1);
        if (parent) lower(parent.id, low.get(call.id));
        close(call.id);
      } else if (!order.has(to)) {
        calls.push({ id: to, rest: enter(to) });
      } else if (onStack.has(to)) {
        lower(call.id, order.get(to));
      }
    }
  }
  return groups;

  function enter(id: string): string[] {
    order.set(id, order.size);
    low.set(id, order.size - 1);
    stack.push(id);
    onStack.add(id);
    return next(id);
  }

  function lower(id: string, to = Number.POSITIVE_INFINITY): void {
    low.set(id, Math.min(low.get(id) ?? to, to));
  }

  function close(id: string): void {
    if (low.get(id) !== order.get(id)) return;
    const group = stack.splice(stack.lastIndexOf(id));
    for (const member of group) onStack.delete(member);
    if (group.length > 1 || next(id).includes(id)) groups.push(group);
  }
}
