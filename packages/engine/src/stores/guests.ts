import type { Collection, Db, IndexDescription } from 'mongodb';
import type { Block } from '../identity/decide-identity.ts';
import { retryDuplicate } from './duplicate-key.ts';

/**
 * Whom a conversation goes on with while it is written from what leads to nobody: a shared or withheld number, somebody else's
 * phone. One row for each conversation.
 */
export type GuestRow = { _id: string; customerId: string; reason: Block; heardAt: number };

export const guestIndexes: IndexDescription[] = [{ key: { customerId: 1 } }];

export function createGuests(db: Db) {
  const rows: Collection<GuestRow> = db.collection('guests');
  return {
    of: (conversation: string): Promise<GuestRow | null> => rows.findOne({ _id: conversation }),
    /** The guest who is there, or from now on `wanted`, in the place of `instead`: of any number at once, one. */
    async keep(
      conversation: string,
      wanted: Omit<GuestRow, '_id'>,
      instead: string | undefined,
    ): Promise<string> {
      const place = { _id: conversation };
      await retryDuplicate(() => rows.updateOne(place, { $setOnInsert: wanted }, { upsert: true }));
      if (instead !== undefined) await rows.updateOne({ ...place, customerId: instead }, { $set: wanted });
      await rows.updateOne(
        { ...place, heardAt: { $lt: wanted.heardAt } },
        { $set: { heardAt: wanted.heardAt, reason: wanted.reason } },
      );
      return (await rows.findOne(place))?.customerId ?? wanted.customerId;
    },
  };
}
