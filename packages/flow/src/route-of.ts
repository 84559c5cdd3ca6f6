import type { Effect } from './effect.ts';

/** The way that effects say a case went: `node:port` where a node was left, `node` where one waits. */
export function pathOf(effects: readonly Effect[]): string[] {
  return effects.flatMap((effect) => {
    if (effect.type === 'node.left') return [`${effect.node}:${effect.port}`];
    return effect.type === 'node.waits' ? [effect.node] : [];
  });
}

/** The nodes of a path, each once where it follows itself. */
export function routeOf(path: readonly string[]): string[] {
  return path.map(nodeOf).filter((node, index, nodes) => node !== nodes[index - 1]);
}

/** Whether a path passes these nodes and ports in this order; others may lie between. */
export function passes(wanted: readonly string[], path: readonly string[]): boolean {
  let from = 0;
  return wanted.every((stop) => {
    const at = path.findIndex((entry, index) => index >= from && (entry === stop || nodeOf(entry) === stop));
    from = at + 1;
    return at >= 0;
  });
}

function nodeOf(entry: string): string {
  return entry.split(':', 1)[0] ?? entry;
}
