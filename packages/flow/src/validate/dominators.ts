import type { Context } from './context.ts';

export type Dominators = {
  /** Whether any way from an entry leads to the node. */
  reached(node: string): boolean;
  /** Whether every way from an entry to the node goes through the other one; false where no way leads to it. */
  always(other: string, node: string): boolean;
};

const known = new WeakMap<Context, Dominators>();

/** Which nodes have run for certain when the flow gets to a node; found once for all of them. */
export function dominatorsOf(context: Context): Dominators {
  const found = known.get(context) ?? find(context);
  known.set(context, found);
  return found;
}

/** Cooper, Harvey and Kennedy's way: "A Simple, Fast Dominance Algorithm". Place 0 is a node before all entries. */
function find(context: Context): Dominators {
  const { places, leadIn } = placed(context);
  const above = new Int32Array(leadIn.length).fill(-1);
  above[0] = 0;
  for (let changed = true; changed;) {
    changed = false;
    for (let place = 1; place < leadIn.length; place += 1) {
      let next = -1;
      for (const before of leadIn[place] ?? []) {
        if (above[before] === -1) continue;
        next = next === -1 ? before : meet(above, before, next);
      }
      if (above[place] !== next) {
        above[place] = next;
        changed = true;
      }
    }
  }
  return {
    reached: (node) => places.has(node),
    always(other, node) {
      const [upper, lower] = [places.get(other), places.get(node)];
      if (upper === undefined || lower === undefined) return false;
      let place = lower;
      // What is above has a smaller place.
      while (place > upper) place = above[place] ?? 0;
      return place === upper;
    },
  };
}

function meet(above: Int32Array, one: number, other: number): number {
  let [a, b] = [one, other];
  while (a !== b) {
    while (a > b) a = above[a] ?? 0;
    while (b > a) b = above[b] ?? 0;
  }
  return a;
}

/** Nodes that are reached, numbered so that a node comes before those it leads to, loops aside; and what leads to each. */
function placed(context: Context): { places: Map<string, number>; leadIn: number[][] } {
  const finished: string[] = [];
  const seen = new Set<string>();
  for (const { id } of context.entries) {
    if (seen.has(id)) continue;
    seen.add(id);
    const calls = [{ id, at: 0 }];
    for (let call = calls.at(-1); call !== undefined; call = calls.at(-1)) {
      const edge = context.edgesFrom(call.id)[call.at];
      call.at += 1;
      if (!edge) {
        finished.push(call.id);
        calls.pop();
      } else if (!seen.has(edge.to)) {
        seen.add(edge.to);
        calls.push({ id: edge.to, at: 0 });
      }
    }
  }
  const places = new Map(finished.reverse().map((id, index) => [id, index + 1]));
  const leadIn: number[][] = Array.from({ length: places.size + 1 }, () => []);
  for (const { id } of context.entries) leadIn[places.get(id) ?? 0]?.push(0);
  for (const [id, place] of places) {
    for (const { to } of context.edgesFrom(id)) leadIn[places.get(to) ?? 0]?.push(place);
  }
  return { places, leadIn };
}
