import type { Collection, Db, IndexDescription } from 'mongodb';
import { isDuplicateKey } from './duplicate-key.ts';

/** A part of a message's text, in characters. What was said stands in the message alone. */
export type TextRange = { from: number; to: number };

/** Where a message promises something, and where it says by when. */
export type PromiseRange = TextRange & { when?: TextRange };

/** What a model found in a message, once; `until`: some process is asking, or will not ask again before then. */
export type PromiseReadingRow = {
  /** The message's id. */
  _id: string;
  caseId: string;
  until: number;
  tries: number;
  promises?: PromiseRange[];
};

export type PromiseReadingStore = {
  of(messages: string[]): Promise<PromiseReadingRow[]>;
  /** True for one process at a time, and for few tries. */
  take(message: { id: string; caseId: string }, at: { now: number; until: number }): Promise<boolean>;
  found(message: string, promises: PromiseRange[]): Promise<void>;
};

export const promiseReadingIndexes: IndexDescription[] = [{ key: { caseId: 1 } }];

const maxTries = 3;

export function createPromiseReadingStore(db: Db): PromiseReadingStore {
  const readings: Collection<PromiseReadingRow> = db.collection('promiseReadings');
  return {
    of: (messages) => readings.find({ _id: { $in: messages } }).toArray(),
    async take({ id, caseId }, { now, until }) {
      try {
        await readings.insertOne({ _id: id, caseId, until, tries: 1 });
        return true;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
      const again = await readings.updateOne(
        { _id: id, promises: { $exists: false }, until: { $lte: now }, tries: { $lt: maxTries } },
        { $set: { until }, $inc: { tries: 1 } },
      );
      return again.modifiedCount === 1;
    },
    async found(message, promises) {
      await readings.updateOne({ _id: message }, { $set: { promises } });
    },
  };
}
