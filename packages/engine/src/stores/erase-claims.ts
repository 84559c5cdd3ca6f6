import type { Collection } from 'mongodb';
import type { CustomerRow } from './customers.ts';

/**
 * That a customer is being erased: with `all` cases, which are closed; or because `none` is kept, so that an erasure that finds
 * one after all gives the customer back.
 */
export type Erasing = { at: number; cases: 'all' | 'none' };

/** The right to erase customers. While it is held, no case is opened for them, and nobody is merged with them. */
export function createEraseClaims(customers: Collection<CustomerRow>) {
  async function take(id: string, erasing: Erasing): Promise<boolean> {
    const apart = [{ merging: { $exists: false } }, { 'merging.until': { $lt: Date.now() } }];
    const mine = erasing.cases === 'none' ? { 'erasing.cases': { $ne: 'all' as const } } : {};
    // The version too: who has read the row before, and opens a case now, has to read it again.
    const taken = await customers.updateOne(
      { _id: id, 'open.0': { $exists: false }, $or: apart, ...mine },
      { $set: { erasing }, $inc: { version: 1 } },
    );
    // Who has no row gets no case either.
    return taken.matchedCount === 1 || (await customers.findOne({ _id: id })) === null;
  }

  async function giveBack(ids: string[], { cases }: Erasing): Promise<void> {
    await customers.updateMany(
      { _id: { $in: ids }, 'erasing.cases': cases },
      { $unset: { erasing: '' }, $inc: { version: 1 } },
    );
  }

  return {
    giveBack,
    /** All of them, or none. Safe to run again. */
    async takeAll(ids: string[], erasing: Erasing): Promise<boolean> {
      for (const id of ids) {
        if (await take(id, erasing)) continue;
        await giveBack(ids, erasing);
        return false;
      }
      return true;
    },
    /** Whose erasure was begun. */
    async begun(): Promise<string[]> {
      const rows = await customers
        .find({ 'erasing.at': { $exists: true } }, { projection: { _id: 1 } })
        .toArray();
      return rows.map(({ _id }) => _id);
    },
  };
}

/** Whether they are being erased, or were: nothing new comes to them. */
export function isGone({ erasing, erasedAt }: Pick<CustomerRow, 'erasing' | 'erasedAt'>): boolean {
  return erasing !== undefined || erasedAt !== undefined;
}
