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
  const due = ({ _id }: { _id: string }) => patience.due(_id);
  const inbox = await firstOf(stores.inbox.unacknowledged({ olderThanMs }), due);
  const outbox = await firstOf(stores.outbox.stale({ olderThanMs }), due);
  patience.forget();
  for (const row of inbox) await attempt(() => gateway.deliver(row), { log, row: row._id });
  for (const row of outbox) await attempt(() => handOver(row._id), { log, row: row._id });
  const found = inbox.length + outbox.length;
  if (found > 0) log.info({ inbox: inbox.length, outbox: outbox.length }, 'sent again what had not arrived');
  return found;
}

/** Past those that are to wait a little longer, however many: they must not hide the ones behind them. */
async function firstOf<Row>(rows: AsyncIterable<Row>, due: (row: Row) => boolean): Promise<Row[]> {
  const found: Row[] = [];
  for await (const row of rows) {
    if (due(row)) found.push(row);
    if (found.length === batch) break;
  }
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
