import { digest } from './digest.ts';
import type { Flow } from './schema.ts';

/**
 * The name of a flow version: the SHA-256 of all that a plan is made of. Left out are where nodes are drawn, notes, and the
 * ids and the order of edges, so that tidying the picture makes no new version. Titles count (people read them in a case's
 * history), and so does the order of nodes (of two entries that fit a message equally well, the first is taken).
 */
export function flowHash(flow: Flow): string {
  return digest({
    schema: flow.schema,
    id: flow.id,
    title: flow.title,
    settings: flow.settings,
    nodes: flow.nodes.map(({ id, type, title, config }) => ({ id, type, title, config })),
    edges: flow.edges.map(({ from, port, to }) => [from, port, to]).sort(byText),
  });
}

function byText(left: string[], right: string[]): number {
  const [a, b] = [left.join(' '), right.join(' ')];
  return a < b ? -1 : a > b ? 1 : 0;
}
