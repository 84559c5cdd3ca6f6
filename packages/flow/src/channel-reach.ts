import { isRecord } from './is-record.ts';
import type { ChannelCapabilities } from './channel-capabilities.ts';
import { tell } from './tell.ts';
import type { Context, KnownNode } from './validate/context.ts';

/** A channel that is set up. `template`: what is said too late there goes as an approved template. */
export type KnownChannel = {
  name: string;
  title: string;
  capabilities: ChannelCapabilities;
  template?: boolean;
};

/** By node and channel: how long at most the customer has been silent when the case gets there, in milliseconds. */
export type Reach = Map<string, Map<string, number>>;

/** A wait that is in a loop, or that nobody can tell the length of. */
const forever = Number.POSITIVE_INFINITY;

/**
 * On which channels a case can get to a node: those that its entry listens on, from there along the edges, and elsewhere where
 * a node moves it.
 */
export function channelReach(context: Context, channels: KnownChannel[]): Reach {
  const reach: Reach = new Map();
  const waiting: string[] = [];
  const queued = new Set<string>();
  // Longer than all windows is long enough.
  const long = Math.max(0, ...channels.map(({ capabilities }) => capabilities.windowMs ?? 0));
  const longer = new Map<string, number>();
  for (const entry of context.entries)
    for (const channel of listensOn(entry, channels)) arrive(entry.id, channel, 0);
  for (let at = 0; at < waiting.length; at++) {
    const id = waiting[at] ?? '';
    queued.delete(id);
    const node = context.nodes.get(id);
    if (!node) continue;
    const leave = leavingOf(node, channels);
    for (const { port, to } of context.edgesFrom(id))
      for (const [channel, silence] of [...(reach.get(id) ?? [])])
        for (const next of leave(port, channel, silence)) arrive(to, next.channel, next.silence);
  }
  return reach;

  function arrive(node: string, channel: string, silence: number): void {
    const there = reach.get(node) ?? new Map<string, number>();
    reach.set(node, there);
    const before = there.get(channel);
    if (before !== undefined && (before >= silence || before >= long)) return;
    // Waits that add up in a loop without an end.
    const key = `${node} ${channel}`;
    const times = (longer.get(key) ?? 0) + 1;
    longer.set(key, times);
    there.set(channel, times > maxLonger ? forever : silence);
    if (!queued.has(node)) waiting.push(node);
    queued.add(node);
  }
}

const maxLonger = 5;

type Arrival = { channel: string; silence: number };

/** Where a case is, and how long the customer was silent, after it left a node by a port. */
function leavingOf({ declaration, parsed }: KnownNode, channels: KnownChannel[]) {
  const moves = tell(declaration?.moves, parsed);
  const silences = tell(declaration?.silences, parsed);
  return (port: string, channel: string, silence: number): Arrival[] => {
    const move = moves.find((one) => one.port === port);
    // A case only goes where something can be said at the moment.
    if (move) return goals(move.channel, channel, channels).map((goal) => ({ channel: goal, silence: 0 }));
    const waited = silences.find((one) => one.port === port);
    if (waited) return [{ channel, silence: silence + (waited.ms ?? forever) }];
    return [{ channel, silence: declaration?.waits ? 0 : silence }];
  };
}

function goals(to: string | undefined, from: string, channels: KnownChannel[]): string[] {
  if (to !== undefined) return channels.some(({ name }) => name === to) ? [to] : [];
  const open = channels.filter(({ capabilities }) => !capabilities.spoken).map(({ name }) => name);
  return [...new Set([from, ...open])];
}

/** By convention an entry names its channels in a list `channels`; none named are all. */
function listensOn({ parsed }: KnownNode, channels: KnownChannel[]): string[] {
  const named =
    isRecord(parsed) && Array.isArray(parsed['channels']) ? (parsed['channels'] as unknown[]) : [];
  const all = channels.map(({ name }) => name);
  return named.length === 0 ? all : all.filter((name) => named.includes(name));
}
