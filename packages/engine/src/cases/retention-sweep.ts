import type { Logger } from 'pino';
import type { Stores } from '../stores/database.ts';
import type { CaseRow } from '../stores/cases.ts';
import type { Sweep } from '../stores/retention.ts';
import type { CaseGateway } from './gateway.ts';

export type RetentionSweepDeps = {
  stores: Pick<Stores, 'caseLinks' | 'cases' | 'customers' | 'eraser' | 'retention' | 'users'>;
  gateway: Pick<CaseGateway, 'endErased'>;
  log: Pick<Logger, 'info'>;
  now?: () => number;
  /** Cases of one sweep at most. */
  batch?: number;
  /** Ends it between two cases. */
  signal?: AbortSignal;
};

const dayMs = 24 * 3_600_000;

/**
 * Erases what was said in cases that have been closed for longer than is set, as an administrator's erasure does. One process
 * at a time; killed anywhere and run again, it goes on where it was. What is open, or goes on in an open case, is not touched.
 * Resolves to nothing when nothing is to be erased ever, or another process is at it.
 */
export function createRetentionSweep({
  stores,
  gateway,
  log,
  now = Date.now,
  batch = 500,
  signal,
}: RetentionSweepDeps): () => Promise<Sweep | undefined> {
  const { caseLinks, cases, customers, eraser, retention, users } = stores;

  async function sweep(before: number | null, customersToo: boolean): Promise<Sweep> {
    const at = now();
    const done: Sweep = { at, cases: 0, customers: 0, left: false };
    // First what an earlier sweep began and could not finish.
    for await (const row of cases.retiring()) {
      if (signal?.aborted) return { ...done, left: true };
      // It died before it looked whether somebody had written: nothing of it is erased yet.
      if (row.erasedAt === undefined && (await isOnOpenList(row))) await cases.unretire(row._id);
      else await finish(row, customersToo, done);
    }
    if (before === null) return done;
    for await (const row of cases.closedBefore(before)) {
      if (done.cases >= batch || signal?.aborted) return { ...done, left: true };
      if (await begin(row, before, at)) await finish(row, customersToo, done);
    }
    return done;
  }

  /** Takes it out of reach of new messages, which go to a new case from then on; false where it has to stay. */
  async function begin(row: CaseRow, before: number, at: number): Promise<boolean> {
    if (!(await isOver(row, before)) || !(await cases.retire(row._id, before, at))) return false;
    // Somebody wrote between the two: the case is being opened again.
    if (!(await isOnOpenList(row))) return true;
    await cases.unretire(row._id);
    return false;
  }

  /** It is closed with all that it was joined with or split from, for as long. */
  async function isOver(row: CaseRow, before: number): Promise<boolean> {
    if (await isOnOpenList(row)) return false;
    const related = await caseLinks.relatedTo(row._id);
    const rows = await Promise.all(related.map((id) => cases.get(id)));
    return rows.every(
      (one) =>
        !one ||
        one.erasedAt !== undefined ||
        (one.owner === 'nobody' && one.closedAt !== undefined && one.closedAt <= before),
    );
  }

  async function isOnOpenList({ _id, customerId }: CaseRow): Promise<boolean> {
    const customer = await customers.get(customerId);
    return customer?.open.some(({ caseId }) => caseId === _id) ?? false;
  }

  /** Safe to run again. */
  async function finish(row: CaseRow, customersToo: boolean, done: Sweep): Promise<void> {
    const at = row.erasedAt ?? done.at;
    await eraser.eraseCase(row._id, at);
    await gateway.endErased(row._id);
    if (customersToo && (await eraseCustomerOf(row, at))) done.customers += 1;
    await cases.retired(row._id);
    done.cases += 1;
  }

  /** Who they are, where nothing else of theirs is kept. */
  async function eraseCustomerOf({ customerId }: CaseRow, at: number): Promise<boolean> {
    const customer = await customers.get(customerId);
    if (!customer || customer.erasedAt !== undefined || customer.open.length > 0) return false;
    const ids = await customers.idsOf(customer._id);
    if (await cases.anyKept(ids)) return false;
    return (await eraser.eraseIdleCustomer(customer._id, at)) !== undefined;
  }

  return async () => {
    const settings = await retention.get();
    if (settings.version === 0) return undefined;
    const { caseDays, customersToo } = settings;
    const held = await retention.lease.hold(() =>
      sweep(caseDays === null ? null : now() - caseDays * dayMs, customersToo),
    );
    if (!held.held) return undefined;
    const done = held.value;
    await retention.noteSweep(done);
    if (done.cases > 0) {
      const { cases: erased, customers: forgotten } = done;
      const details = { cases: erased, customers: forgotten, after: `${caseDays ?? '?'} days` };
      await users.log({ at: done.at, actor: 'system', action: 'retention.sweep', outcome: 'done', details });
      log.info({ cases: erased, customers: forgotten }, 'erased what was kept long enough');
    }
    return done;
  };
}
