import type { Logger } from 'pino';
import type { Stores } from '../stores/database.ts';
import type { InboxRow } from '../stores/inbox.ts';
import type { Gateway } from './case-gateway.ts';
import type { HandOverLines } from './hand-over-lines.ts';
import type { Patience } from './patience.ts';
import { createPatience } from './patience.ts';

export type RelayDeps = {
  stores: Stores;
  gateway: Pick<Gateway, 'deliver' | 'finishLink'>;
  lines: Pick<HandOverLines, 'finish'>;
  log: Logger;
  patience?: Patience;
};

/** How old a row must be before the relay looks after it: its own process is usually still at it before. */
const staleAfterMs = 5_000;
/** So many times as old, where its case is known: it was told, and is slow, or is being told. */
const underWayFactor = 6;
const batch = 500;

/**
 * Looks after what a crash or an outage left behind. Safe to do twice, so every process may run one. Resolves to how many rows
 * it sent again; with `patience`, the same row less and less often.
 */
export async function relay(deps: RelayDeps, olderThanMs = staleAfterMs): Promise<number> {
  const counts = await Promise.all([
    relayInbox(deps, olderThanMs),
    relayOutbox(deps, olderThanMs),
    relayLinks(deps, olderThanMs),
  ]);
  return counts.reduce((sum, count) => sum + count, 0);
}

/**
 * Inbox rows that no case has acknowledged are delivered again, those of a conversation as they came: a row that waits keeps
 * those behind it waiting, one that cannot be delivered does not.
 */
export async function relayInbox(
  { stores, gateway, log, patience = createPatience() }: Omit<RelayDeps, 'lines'>,
  olderThanMs = staleAfterMs,
): Promise<number> {
  const waiting = new Set<string>();
  const rows = await dueOf(stores.inbox.unacknowledged({ olderThanMs }), patience, (row) => {
    const isUnderWay = row.caseId !== undefined && row.at > Date.now() - olderThanMs * underWayFactor;
    const isDue = !waiting.has(row.conversation) && !isUnderWay && patience.due(row._id);
    if (!isDue) waiting.add(row.conversation);
    return isDue;
  });
  waiting.clear();
  let delivered = 0;
  for (const row of rows) {
    if (waiting.has(row.conversation)) continue;
    const found = await stores.inbox.get(row._id);
    if (found?.state !== 'received') continue;
    // Its own process is at it after all.
    if (found.caseId !== row.caseId) waiting.add(row.conversation);
    else if (!(await deliver(row, { gateway, log }))) waiting.add(row.conversation);
    else delivered += 1;
  }
  if (delivered > 0) log.info({ inbox: delivered }, 'delivered again what no case had acknowledged');
  return delivered;
}

/** Whether those behind it may be delivered. */
async function deliver(
  row: InboxRow,
  { gateway, log }: Pick<RelayDeps, 'gateway' | 'log'>,
): Promise<boolean> {
  const delivered = await attempt(() => gateway.deliver(row), { log, row: row._id });
  return delivered?.told !== false;
}

/** Outbox rows not yet handed over are handed over. */
export async function relayOutbox(
  { stores, lines, log, patience = createPatience() }: Omit<RelayDeps, 'gateway'>,
  olderThanMs = staleAfterMs,
): Promise<number> {
  const rows = await dueOf(stores.outbox.stale({ olderThanMs }), patience);
  await Promise.all(rows.map((row) => lines.finish(row)));
  if (rows.length > 0) log.info({ outbox: rows.length }, 'tried again what had not been handed over');
  return rows.length;
}

/** Joins and splits of cases that were stopped on the way are finished. */
export async function relayLinks(
  { stores, gateway, log, patience = createPatience() }: Omit<RelayDeps, 'lines'>,
  olderThanMs = staleAfterMs,
): Promise<number> {
  const rows = await dueOf(stores.caseLinks.unfinished({ olderThanMs }), patience);
  for (const row of rows) await attempt(() => gateway.finishLink(row), { log, row: row._id });
  if (rows.length > 0) log.info({ links: rows.length }, 'finished what joins or splits cases');
  return rows.length;
}

/** Past those that are to wait a little longer, however many: they must not hide the ones behind them. */
async function dueOf<Row extends { _id: string }>(
  rows: AsyncIterable<Row>,
  patience: Patience,
  isDue = ({ _id }: Row) => patience.due(_id),
): Promise<Row[]> {
  const due: Row[] = [];
  for await (const row of rows) {
    if (isDue(row)) due.push(row);
    if (due.length === batch) break;
  }
  patience.forget();
  return due;
}

/** A row that cannot be delivered must not keep those behind it from being sent. */
async function attempt<Result>(
  send: () => Promise<Result>,
  { log, row }: { log: Logger; row: string },
): Promise<Result | undefined> {
  try {
    return await send();
  } catch (error) {
    log.warn(
      { row, error: error instanceof Error ? error.name : 'unknown' },
      'a row could not be delivered yet',
    );
    return undefined;
  }
}
