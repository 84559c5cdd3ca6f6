import type { Logger } from 'pino';
import type { Stores } from '../stores/database.ts';
import type { Sweep } from '../stores/retention.ts';
import { createNoteSweep } from './note-sweep.ts';
import type { RetireCaseDeps } from './retire-case.ts';
import { createRetireCase } from './retire-case.ts';

export type RetentionSweepDeps = RetireCaseDeps & {
  stores: RetireCaseDeps['stores'] & Pick<Stores, 'idleCustomers' | 'retention' | 'users'>;
  log: Pick<Logger, 'info' | 'error'>;
  now?: () => number;
  /** Cases of one sweep at most, and customers. */
  batch?: number;
  /** Customers that one sweep looks at. */
  looks?: number;
  /** Ends it between two cases. */
  signal?: AbortSignal;
};

const dayMs = 24 * 3_600_000;
const pageSize = 200;

/**
 * Erases what was said in cases that have been closed for longer than is set, as an administrator's erasure does. One process
 * at a time; killed anywhere and run again, it goes on where it was. What is open, or goes on in an open case, is not touched.
 * What cannot be erased keeps nothing else; whatever happens, what was erased is written down.
 * Resolves to nothing when nothing is to be erased ever, or another process is at it.
 */
export function createRetentionSweep(deps: RetentionSweepDeps): () => Promise<Sweep | undefined> {
  const { stores, gateway, log, now = Date.now, batch = 500, looks = 5_000, signal } = deps;
  const { cases, eraser, idleCustomers, retention } = stores;
  const retireCase = createRetireCase({ stores, gateway });
  const note = createNoteSweep({ stores, log });

  async function sweep(done: Sweep): Promise<void> {
    await goOn(done);
    await sweepCases(done);
    await sweepCustomers(done);
  }

  async function sweepCases(done: Sweep): Promise<void> {
    const { at } = done;
    let { before } = await settingsAt(at);
    if (before === undefined) return;
    let tried = 0;
    for await (const row of cases.closedBefore(before)) {
      if (tried === batch || signal?.aborted) return void (done.left = true);
      // Somebody may have decided to keep what is about to be erased.
      const settings = await settingsAt(at);
      ({ before } = settings);
      if (before === undefined || (row.closedAt ?? at) > before) return;
      const until = before;
      tried += await attempt(done, { caseId: row._id }, async () => {
        if (!(await retireCase.begin(row, until, at))) return 0;
        done.customers += (await retireCase.finish(row, { ...settings, at })).customers;
        done.cases += 1;
        return 1;
      });
    }
  }

  /** Those who lost their last case in another way, or never had one, and were not heard of for as long. */
  async function sweepCustomers(done: Sweep): Promise<void> {
    const { at } = done;
    let tried = 0;
    let after = await retention.position();
    for (let looked = 0; looked < looks; looked += pageSize) {
      const began = await settingsAt(at);
      if (began.before === undefined || !began.customersToo) return;
      const page = await idleCustomers.page(began.before, { after, limit: Math.min(pageSize, looks) });
      for (const customerId of page.ids) {
        if (tried === batch || signal?.aborted) return void (done.left = true);
        const { before, customersToo } = await settingsAt(at);
        if (before === undefined || !customersToo || before < began.before) return;
        tried += 1;
        await attempt(done, { customerId }, async () => {
          if (await eraser.eraseIdleCustomer(customerId, at)) done.customers += 1;
        });
      }
      after = page.next;
      await retention.notePosition(after);
      if (!after) return;
    }
  }

  /** What was begun, and could not be finished. */
  async function goOn(done: Sweep): Promise<void> {
    const { at } = done;
    for (const customerId of await eraser.begun()) {
      if (signal?.aborted) return void (done.left = true);
      await attempt(done, { customerId }, async () => {
        const erased = await eraser.finishCustomer(customerId);
        for (const caseId of erased?.cases ?? []) await gateway.endErased(caseId);
        if (erased) done.customers += 1;
      });
    }
    for await (const row of cases.retiring()) {
      if (signal?.aborted) return void (done.left = true);
      await attempt(done, { caseId: row._id }, async () => {
        const { customersToo } = await settingsAt(at);
        const erased = await retireCase.goOn(row, { customersToo, at });
        if (!erased) return;
        done.customers += erased.customers;
        done.cases += 1;
      });
    }
  }

  /** One that cannot be erased must not keep those after it: the next sweep tries it again. */
  async function attempt<Result>(
    done: Sweep,
    what: { caseId: string } | { customerId: string },
    work: () => Promise<Result>,
  ): Promise<Result | 1> {
    try {
      return await work();
    } catch (error) {
      done.failed = (done.failed ?? 0) + 1;
      log.error({ ...what, err: error }, 'what was kept long enough could not be erased');
      return 1;
    }
  }

  /** `before`: what was closed by then is to be erased; without, nothing is. */
  async function settingsAt(at: number): Promise<{ before: number | undefined; customersToo: boolean }> {
    const { caseDays, customersToo } = await retention.get();
    return { before: caseDays === null ? undefined : at - caseDays * dayMs, customersToo };
  }

  return async () => {
    const { version, caseDays } = await retention.get();
    if (version === 0 && (await eraser.begun()).length === 0) return undefined;
    const done: Sweep = { at: now(), cases: 0, customers: 0, failed: 0, left: false };
    const held = await retention.lease.hold(async () => {
      try {
        await sweep(done);
      } catch (error) {
        await note({ ...done, left: true }, caseDays).catch((unnoted: unknown) =>
          log.error({ err: unnoted }, 'what was erased could not be written down'),
        );
        throw error;
      }
      await note(done, caseDays);
    });
    return held.held ? done : undefined;
  };
}
