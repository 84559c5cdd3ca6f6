import type { Collection, Db, IndexDescription } from 'mongodb';
import { retryDuplicate } from './duplicate-key.ts';

/** A mail that no case gets and nobody answers: an automatic answer, a bounce, a list, our own. Kept for a while. */
export type SetAsideMailRow = {
  /** Id of the mail: it is kept once, however often it comes. */
  _id: string;
  kind: string;
  at: number;
  /** Where it names one of ours. */
  conversation?: string;
  subject: string;
  /** The mail, if it is not too large. */
  original?: Uint8Array;
};

export type SetAsideMailStore = {
  /** False for one that is there. */
  keep(row: SetAsideMailRow): Promise<boolean>;
  get(id: string): Promise<SetAsideMailRow | null>;
  trim(query: { olderThanMs: number; now: number }): Promise<void>;
};

export const setAsideMailIndexes: IndexDescription[] = [{ key: { at: 1 } }, { key: { conversation: 1 } }];

export function createSetAsideMailStore(db: Db): SetAsideMailStore {
  const rows: Collection<SetAsideMailRow> = db.collection('setAsideMails');
  return {
    async keep({ _id, ...row }) {
      const kept = await retryDuplicate(() =>
        rows.updateOne({ _id }, { $setOnInsert: row }, { upsert: true }),
      );
      return kept.upsertedCount === 1;
    },
    get: (id) => rows.findOne({ _id: id }, { promoteBuffers: true }),
    async trim({ olderThanMs, now }) {
      await rows.deleteMany({ at: { $lte: now - olderThanMs } });
    },
  };
}
