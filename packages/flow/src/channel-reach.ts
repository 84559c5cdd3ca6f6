import { leavingOf } from './channel-leaving.ts';
import { longestWays, placeKey, type Loop, type Place } from './channel-ways.ts';
import type { KnownChannel } from './known-channel.ts';
import type { Context } from './validate/context.ts';

/** By node and channel: how long the customer has been silent when the case gets there. */
export type Reach = Map<string, Map<string, Silence>>;

/**
 * `ms`: at most, when the case goes round no loop. `round`: a loop on the way through which it gets there as long as the customer
 * goes on being silent; how often that is, nobody can tell.
 */
export type Silence = { ms: number; round?: Round };

/** What a round of a loop adds to the silence, and the title of the node that waits longest in it. */
export type Round = { ms: number; wait: string };

/**
 * On which channels a case can get to a node: those that its entry listens on, from there along the edges, and elsewhere where
 * a node moves it.
 */
export function channelReach(context: Context, channels: KnownChannel[]): Reach {
  const { ways, loops } = longestWays(context, channels);
  const rounds = roundsAfter(loops, context, channels);
  const reach: Reach = new Map();
  for (const [key, { node, channel, silence: ms }] of ways) {
    const round = rounds.get(key);
    const there = reach.get(node) ?? new Map<string, Silence>();
    reach.set(node, there.set(channel, { ms, ...(round && { round }) }));
  }
  return reach;
}

/** Of each place that a loop leads to without a word of the customer on the way: the round that adds most. */
function roundsAfter(loops: Loop[], context: Context, channels: KnownChannel[]): Map<string, Round> {
  const rounds = new Map<string, Round>();
  const waiting: Place[] = [];
  for (const { places, ...loop } of loops) {
    const round = { ms: loop.ms, wait: context.nodes.get(loop.wait)?.title ?? loop.wait };
    for (const place of places) arrive(place, round);
  }
  for (let at = 0; at < waiting.length; at++) {
    const { node: id, channel } = waiting[at]!;
    const [node, round] = [context.nodes.get(id), rounds.get(placeKey(waiting[at]!))];
    if (!node || !round) continue;
    const leave = leavingOf(node, channels);
    for (const { port, to } of context.edgesFrom(id))
      for (const next of leave(port, channel))
        if (next.adds !== undefined) arrive({ node: to, channel: next.channel }, round);
  }
  return rounds;

  function arrive(place: Place, round: Round): void {
    const key = placeKey(place);
    if ((rounds.get(key)?.ms ?? 0) >= round.ms) return;
    rounds.set(key, round);
    waiting.push(place);
  }
}
