import { leavingOf } from './channel-leaving.ts';
import type { KnownChannel } from './known-channel.ts';
import { isRecord } from './is-record.ts';
import type { Context, KnownNode } from './validate/context.ts';

export type Place = { node: string; channel: string };

/** How a case got to a place: since the customer last wrote, `before` by `before`. */
export type Way = Place & { silence: number; before?: Way };

/** Places that lead round to the first of them: each round adds `ms` to the silence, most of it at the node `wait`. */
export type Loop = { places: Place[]; ms: number; wait: string };

/** Names a place. */
export function placeKey({ node, channel }: Place): string {
  return `${node} ${channel}`;
}

/**
 * To each place the way on which the customer is silent longest and that passes no place twice, as far as that is worth knowing:
 * longer than the longest window is long enough. And the loops that make it longer with each round.
 */
export function longestWays(
  context: Context,
  channels: KnownChannel[],
): { ways: Map<string, Way>; loops: Loop[] } {
  const ways = new Map<string, Way>();
  const loops: Loop[] = [];
  const long = Math.max(0, ...channels.map(({ capabilities }) => capabilities.windowMs ?? 0));
  const longer = new Map<string, number>();
  const waiting: string[] = [];
  const queued = new Set<string>();
  for (const entry of context.entries)
    for (const channel of listensOn(entry, channels)) arrive({ node: entry.id, channel, silence: 0 });
  for (let at = 0; at < waiting.length; at++) {
    const key = waiting[at] ?? '';
    queued.delete(key);
    const way = ways.get(key);
    const node = way && context.nodes.get(way.node);
    if (!node) continue;
    const leave = leavingOf(node, channels);
    for (const { port, to } of context.edgesFrom(node.id))
      for (const { channel, adds } of leave(port, way.channel))
        arrive(
          adds === undefined
            ? { node: to, channel, silence: 0 }
            : { node: to, channel, silence: way.silence + adds, before: way },
        );
  }
  return { ways, loops };

  function arrive(way: Way): void {
    const key = placeKey(way);
    const known = ways.get(key);
    if (known && (known.silence >= way.silence || known.silence >= long)) return;
    const loop = known && loopOf(way);
    if (loop) loops.push(loop);
    if (loop || (known && isOftenLonger(key))) return;
    ways.set(key, way);
    if (!queued.has(key)) waiting.push(key);
    queued.add(key);
  }

  /** A tangle of loops has more ways than anybody can look at: then the longest so far is told, which is true as well. */
  function isOftenLonger(key: string): boolean {
    const times = (longer.get(key) ?? 0) + 1;
    longer.set(key, times);
    return times > maxLonger;
  }
}

const maxLonger = 30;

/** Undefined where the way has not passed its end before. */
function loopOf(way: Way): Loop | undefined {
  const places: Way[] = [];
  let wait = { node: way.node, ms: 0 };
  for (let [to, from] = [way, way.before]; from; [to, from] = [from, from.before]) {
    const ms = to.silence - from.silence;
    if (ms > wait.ms) wait = { node: from.node, ms };
    places.push(from);
    if (from.node === way.node && from.channel === way.channel)
      return { places, ms: way.silence - from.silence, wait: wait.node };
  }
  return undefined;
}

/** By convention an entry names its channels in a list `channels`; none named are all. */
function listensOn({ parsed }: KnownNode, channels: KnownChannel[]): string[] {
  const named =
    isRecord(parsed) && Array.isArray(parsed['channels']) ? (parsed['channels'] as unknown[]) : [];
  const all = channels.map(({ name }) => name);
  return named.length === 0 ? all : all.filter((name) => named.includes(name));
}
