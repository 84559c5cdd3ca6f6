import type { Flow } from '@throughline/flow/schema';

/** The name itself, or with the first number that makes it one of its own among nodes, comments and groups. */
export function freeId(
  { nodes, canvas }: Pick<Flow, 'nodes' | 'canvas'>,
  name: string,
  also: Iterable<string> = [],
): string {
  const drawn = [...nodes, ...(canvas?.comments ?? []), ...(canvas?.groups ?? [])];
  const taken = new Set([...drawn.map(({ id }) => id), ...also]);
  const base = name.slice(0, 58);
  for (let n = 1; ; n += 1) {
    const next = n === 1 ? base : `${base.replace(/\d+$/, '')}${n}`;
    if (!taken.has(next)) return next;
  }
}
