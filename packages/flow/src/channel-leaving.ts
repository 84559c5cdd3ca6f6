import type { KnownChannel } from './known-channel.ts';
import { tell } from './tell.ts';
import type { KnownNode } from './validate/context.ts';

/** Where a case is after it left a node, and by how much longer the customer was silent; left out where they can be written to anew. */
export type Leaving = { channel: string; adds?: number };

/** A wait that nobody can tell the length of. */
const forever = Number.POSITIVE_INFINITY;

export function leavingOf({ declaration, parsed }: KnownNode, channels: KnownChannel[]) {
  const moves = tell(declaration?.moves, parsed);
  const silences = tell(declaration?.silences, parsed);
  return (port: string, channel: string): Leaving[] => {
    const move = moves.find((one) => one.port === port);
    // A case only goes where something can be said at the moment.
    if (move) return goals(move.channel, channel, channels).map((goal) => ({ channel: goal }));
    const waited = silences.find((one) => one.port === port);
    if (waited) return [{ channel, adds: waited.ms ?? forever }];
    // It waited for the customer, who has written.
    return [declaration?.waits ? { channel } : { channel, adds: 0 }];
  };
}

function goals(to: string | undefined, from: string, channels: KnownChannel[]): string[] {
  if (to !== undefined) return channels.some(({ name }) => name === to) ? [to] : [];
  const open = channels.filter(({ capabilities }) => !capabilities.spoken).map(({ name }) => name);
  return [...new Set([from, ...open])];
}
