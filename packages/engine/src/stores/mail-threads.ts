import type { Collection, Db, IndexDescription } from 'mongodb';
import { retryDuplicate } from './duplicate-key.ts';

/**
 * What names a conversation in a mail: a Message-ID of ours or of its customers, or the token of a subject; `_id` is a digest
 * of it. A name stays with the conversation that had it first.
 */
export type MailThreadRow = {
  _id: string;
  conversation: string;
  /** Of a mail of ours: the send, and when a mail server took it. */
  send?: string;
  sentAt?: number;
  at: number;
};

export type MailThreadStore = {
  /** Safe to run twice; returns what stands. */
  learn(key: string, facts: Pick<MailThreadRow, 'conversation' | 'send' | 'at'>): Promise<MailThreadRow>;
  /** Known ones, in the order of `keys`. */
  find(keys: string[]): Promise<MailThreadRow[]>;
  /** A mail server has taken it. */
  sent(key: string, at: number): Promise<void>;
};

export const mailThreadIndexes: IndexDescription[] = [{ key: { conversation: 1 } }];

export function createMailThreadStore(db: Db): MailThreadStore {
  const rows: Collection<MailThreadRow> = db.collection('mailThreads');
  return {
    async learn(key, facts) {
      const row = await retryDuplicate(() =>
        rows.findOneAndUpdate(
          { _id: key },
          { $setOnInsert: facts },
          { upsert: true, returnDocument: 'after' },
        ),
      );
      if (!row) throw new Error('the name of a conversation vanished while it was learned');
      return row;
    },
    async find(keys) {
      if (keys.length === 0) return [];
      const found = await rows.find({ _id: { $in: keys } }).toArray();
      const byKey = new Map(found.map((row) => [row._id, row]));
      return keys.flatMap((key) => byKey.get(key) ?? []);
    },
    async sent(key, at) {
      await rows.updateOne({ _id: key }, { $set: { sentAt: at } });
    },
  };
}
