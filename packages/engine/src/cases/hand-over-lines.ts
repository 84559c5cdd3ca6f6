import type { Logger } from 'pino';
import type { Channel } from '../channels/channel.ts';
import type { OutboxRow } from '../stores/outbox.ts';
import type { HandOver } from './hand-over.ts';
import type { Lines } from './lines.ts';
import { createLines } from './lines.ts';

/**
 * Hands over what was said: within a conversation one message after another, else beside each other, so that a provider that
 * is slow keeps neither a case waiting nor what goes by another provider.
 */
export type HandOverLines = {
  /** Waits only for channels of our own. What a provider does not take now is left to the relay. */
  begin(row: OutboxRow): Promise<void>;
  /** Resolves when it was tried; never rejects. */
  finish(row: OutboxRow): Promise<void>;
  /**
   * Resolves when nothing is under way, at the latest after `withinMs`: what is under way then is the relay's, once nobody's
   * lease is on it.
   */
  idle(withinMs?: number): Promise<void>;
};

export type HandOverLinesDeps = {
  handOver: HandOver;
  channels: { [name: string]: Pick<Channel, 'knowsSends'> };
  log: Pick<Logger, 'warn'>;
};

/** Calls of one provider. */
const atOnce = 32;

export function createHandOverLines({ handOver, channels, log }: HandOverLinesDeps): HandOverLines {
  const providers = new Map<string, Lines>();

  function linesOf(channel: string): Lines {
    const known = providers.get(channel);
    if (known) return known;
    const lines = createLines({ atOnce });
    providers.set(channel, lines);
    return lines;
  }

  function finish(row: OutboxRow): Promise<void> {
    return linesOf(row.channel).run(row.conversation, () => attempt(row));
  }

  async function attempt(row: OutboxRow): Promise<void> {
    try {
      await handOver(row);
    } catch (error) {
      const name = error instanceof Error ? error.name : 'unknown';
      log.warn({ send: row._id, error: name }, 'a message could not be looked after; the relay will');
    }
  }

  return {
    finish,
    async begin(row) {
      if (channels[row.channel]?.knowsSends === false) void finish(row);
      else await handOver(row);
    },
    async idle(withinMs) {
      await Promise.all([...providers.values()].map((lines) => lines.idle(withinMs)));
    },
  };
}
