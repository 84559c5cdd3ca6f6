import type { CallbackMiss } from '@throughline/flow/callback';
import type { CallbackRow } from '../../stores/callbacks.ts';
import type { Stores } from '../../stores/database.ts';
import type { CallbackEvent } from '../../temporal/case-handle.ts';

export type SettleCallbackDeps = {
  stores: Pick<Stores, 'callbacks'>;
  tellCase: (caseId: string, event: CallbackEvent) => Promise<void>;
  now?: () => number;
};

export type SettleCallback = ReturnType<typeof createSettleCallback>;

/**
 * What came of a callback, for the row and the case. The case first: a row that is settled is not looked at again. Safe to
 * run twice.
 */
export function createSettleCallback({ stores, tellCase, now = Date.now }: SettleCallbackDeps) {
  const { callbacks } = stores;

  async function giveUp(row: CallbackRow, reason: CallbackMiss): Promise<void> {
    const { _id, caseId, run, tried } = row;
    const at = now();
    const head = { id: `callback-missed:${_id}`, at, actor: { kind: 'system' } as const };
    await tellCase(caseId, { ...head, type: 'callback.missed', run, reason, tried });
    await callbacks.end(_id, 'missed', { at, reason });
  }

  async function answered({ _id, caseId, run, by }: CallbackRow, conversation?: string): Promise<void> {
    await tellCase(caseId, {
      id: `callback-answered:${_id}`,
      at: now(),
      actor: { kind: 'system' },
      type: 'callback.answered',
      run,
      by,
      ...(conversation !== undefined && { reach: { channel: 'voice', conversation } }),
    });
  }

  return {
    giveUp,
    /** Nobody was reached this time: again at the next allowed moment, while attempts and time are left. */
    async tryLater(row: CallbackRow, reason: CallbackMiss, at: number): Promise<void> {
      const after = row.tried === 0 ? at : at + row.retryMs;
      const next = row.windows.find(({ until }) => after < until);
      if (row.tried >= row.attempts || !next) return giveUp(row, reason);
      await callbacks.again(row._id, { dueAt: Math.max(after, next.from), at });
    },
    /** Somebody talks. `conversation`: where the flow does. */
    answered,
    /** They have talked, and it is over. */
    async talked(row: CallbackRow): Promise<void> {
      await answered(row);
      await callbacks.end(row._id, 'done', { at: now() });
    },
  };
}
