import type { StopNames } from './stop-names.ts';

/** `went`: the node to which it went instead; none where it stopped. */
export type Parted = { node: string; went?: string; text: string };

/**
 * Where a case left the recorded way: the node that it should have come to or left otherwise, in words. Undefined when it passed
 * all of the wanted stops in their order.
 */
export function whereParted(
  names: StopNames,
  wanted: readonly string[],
  path: readonly string[],
): Parted | undefined {
  let from = 0;
  for (const stop of wanted) {
    const at = path.findIndex((entry, index) => index >= from && (entry === stop || nodeOf(entry) === stop));
    if (at >= 0) from = at + 1;
    else return tell(names, stop, { before: path[from - 1], ways: path.slice(from) });
  }
  return undefined;
}

function tell(
  names: StopNames,
  stop: string,
  { before, ways }: { before: string | undefined; ways: string[] },
): Parted {
  const node = nodeOf(stop);
  const [, port] = stop.split(':');
  const otherwise = ways.find((entry) => nodeOf(entry) === node);
  if (port !== undefined && otherwise !== undefined) {
    const [, went] = otherwise.split(':');
    const how = went === undefined ? 'waited there' : `left it by ${portNamed(node, went)}`;
    const gone = names.port(node, port) === undefined ? ' It has no such port.' : '';
    return {
      node,
      went: node,
      text: `At ${named(node)} the case ${how}, and not by ${portNamed(node, port)}.${gone}`,
    };
  }
  const [next] = ways;
  const place = before === undefined ? 'From the start' : `After ${named(nodeOf(before))}${byPort(before)}`;
  const went = next === undefined ? 'the case went no further' : `the case went to ${named(nodeOf(next))}`;
  const gone = names.node(node) === undefined ? ' There is no such node in this flow.' : '';
  return {
    node: before === undefined ? node : nodeOf(before),
    ...(next !== undefined && { went: nodeOf(next) }),
    text: `${place} ${went}, and did not come to ${named(node)}.${gone}`,
  };

  function named(id: string): string {
    const title = names.node(id);
    return title === undefined ? `“${id}”` : `“${title}” (${id})`;
  }

  function portNamed(id: string, of: string): string {
    return `“${names.port(id, of) ?? of}”`;
  }

  function byPort(entry: string): string {
    const [id = '', of] = entry.split(':');
    return of === undefined ? '' : `, left by ${portNamed(id, of)},`;
  }
}

function nodeOf(entry: string): string {
  return entry.split(':', 1)[0] ?? entry;
}
