import type { Logger } from 'pino';
import type { Stores } from '../stores/database.ts';
import type { Sweep } from '../stores/retention.ts';

export type NoteSweepDeps = {
  stores: Pick<Stores, 'retention' | 'users'>;
  log: Pick<Logger, 'info'>;
};

/** Writes down what a sweep did: in the log, in the record of changes where it did anything, and as the last one. */
export function createNoteSweep({ stores: { retention, users }, log }: NoteSweepDeps) {
  return async (sweep: Sweep, caseDays: number | null): Promise<void> => {
    const { at, cases, customers, failed = 0 } = sweep;
    // First what needs no database: that may be why it ended.
    if (cases + customers > 0) {
      log.info({ cases, customers, failed }, 'erased what was kept long enough');
      const details = {
        ...{ cases, customers, after: `${caseDays ?? '?'} days` },
        ...(failed > 0 && { failed }),
      };
      await users.log({ at, actor: 'system', action: 'retention.sweep', outcome: 'done', details });
    }
    await retention.noteSweep(sweep);
  };
}
