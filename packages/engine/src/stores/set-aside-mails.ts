import type { Collection, Db, IndexDescription } from 'mongodb';
import { retryDuplicate } from './duplicate-key.ts';

/**
 * A mail that no case gets and nobody answers: an automatic answer, a bounce, a list, our own, what cannot be read. Kept for a
 * while, for people to take it after all.
 */
export type SetAsideMailRow = {
  /** Id of the mail: it is kept once, however often it comes. */
  _id: string;
  kind: string;
  at: number;
  /** Where it names one of ours. */
  conversation?: string;
  /** As it says itself. */
  from?: string;
  subject: string;
  /** How its text begins. */
  text?: string;
  bytes?: number;
  /** The mail, if it is not too large. */
  original?: Uint8Array;
  /** How it came, for taking it after all. Without: it can only be read. */
  came?: { via: 'smtp' | 'imap'; from?: string | null; to: string[]; checked: boolean };
  state: 'waiting' | 'taken' | 'discarded';
  /** Who took or discarded it. */
  decided?: { by: string; at: number };
};

export type NewSetAsideMail = Omit<SetAsideMailRow, 'state' | 'decided'>;

export type SetAsideMailStore = {
  /** False for one that is there. */
  keep(row: NewSetAsideMail): Promise<boolean>;
  get(id: string): Promise<SetAsideMailRow | null>;
  /** Those nobody has decided about, the newest first, without what they came as. */
  waiting(query: { limit: number; before?: { at: number; id: string } }): Promise<SetAsideMailRow[]>;
  /** What it says is forgotten; that it came stays known. False when somebody has decided before. */
  decide(id: string, as: 'taken' | 'discarded', decided: { by: string; at: number }): Promise<boolean>;
  trim(query: { olderThanMs: number; now: number }): Promise<void>;
  /** How many came by then. */
  countBefore(at: number): Promise<number>;
};

export const setAsideMailIndexes: IndexDescription[] = [
  { key: { at: 1 } },
  { key: { conversation: 1 } },
  { key: { from: 1 } },
  { key: { state: 1, at: -1 } },
];

export function createSetAsideMailStore(db: Db): SetAsideMailStore {
  const rows: Collection<SetAsideMailRow> = db.collection('setAsideMails');
  return {
    async keep({ _id, ...row }) {
      const fresh = { ...row, state: 'waiting' as const };
      const kept = await retryDuplicate(() =>
        rows.updateOne({ _id }, { $setOnInsert: fresh }, { upsert: true }),
      );
      return kept.upsertedCount === 1;
    },
    get: (id) => rows.findOne({ _id: id }, { promoteBuffers: true }),
    waiting: ({ limit, before }) =>
      rows
        .find(
          {
            state: 'waiting',
            ...(before && { $or: [{ at: { $lt: before.at } }, { at: before.at, _id: { $lt: before.id } }] }),
          },
          { projection: { original: 0 } },
        )
        .sort({ at: -1, _id: -1 })
        .limit(limit)
        .toArray(),
    async decide(id, state, decided) {
      const { matchedCount } = await rows.updateOne(
        { _id: id, state: 'waiting' },
        {
          $set: { state, decided, subject: '' },
          $unset: { original: '', text: '', from: '', came: '' },
        },
      );
      return matchedCount === 1;
    },
    countBefore: (at) => rows.countDocuments({ at: { $lte: at } }, { limit: 100_000 }),
    async trim({ olderThanMs, now }) {
      await rows.deleteMany({ at: { $lte: now - olderThanMs } });
    },
  };
}
