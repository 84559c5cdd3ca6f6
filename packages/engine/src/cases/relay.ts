import type { Logger } from 'pino';
import type { Stores } from '../stores/database.ts';
import type { Gateway } from './case-gateway.ts';
import type { HandOver } from './hand-over.ts';
import type { Patience } from './patience.ts';
import { createPatience } from './patience.ts';

export type RelayDeps = {
  stores: Stores;
  gateway: Gateway;
  handOver: HandOver;
  log: Logger;
  patience?: Patience;
};

/** How old a row must be before the relay looks after it: its own process is usually still at it before. */
const staleAfterMs = 5_000;
const batch = 500;

/**
 * Looks after what a crash or an outage left behind: inbox rows that no case has acknowledged are signalled again, outbox
 * rows not yet handed over are handed over. Both are safe to do twice, so every process may run one. Resolves to how many
 * rows it sent again; with `patience`, the same row less and less often.
 */
export async function relay(
  { stores, gateway, handOver, log, patience = createPatience() }: RelayDeps,
  olderThanMs = staleAfterMs,
): Promise<number> {
  const waiting = {
    inbox: await stores.inbox.unacknowledged({ olderThanMs, limit: batch }),
    outbox: await stores.outbox.stale({ olderThanMs, limit: batch }),
  };
  patience.keepOnly([...waiting.inbox, ...waiting.outbox].map(({ _id }) => _id));
  const inbox = waiting.inbox.filter(({ _id }) => patience.due(_id));
  const outbox = waiting.outbox.filter(({ _id }) => patience.due(_id));
  for (const row of inbox) await attempt(() => gateway.deliver(row), { log, row: row._id });
  for (const row of outbox) await attempt(() => handOver(row._id), { log, row: row._id });
  const found = inbox.length + outbox.length;
  if (found > 0) log.info({ inbox: inbox.length, outbox: outbox.length }, 'sent again what had not arrived');
  return found;
}

/** A row that cannot be sent must not keep those behind it from being sent. */
async function attempt(
  send: () => Promise<unknown>,
  { log, row }: { log: Logger; row: string },
): Promise<void> {
  try {
    await send();
  } catch (error) {
    log.warn(
      { row, error: error instanceof Error ? error.name : 'unknown' },
      'a row could not be sent again yet',
    );
  }
}
