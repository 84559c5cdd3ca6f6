import type { Collection, Db } from 'mongodb';

/**
 * Rows that belong to a customer: `customerId` is whose they are now, `cameTo` the id they came to, there once the two have
 * differed. So they can be given back.
 */
export type Belonging = { customerId?: string; cameTo?: string };

export function createRehome(db: Db) {
  const all = ['cases', 'messages', 'conversations'].map((name): Collection<Belonging> =>
    db.collection<Belonging>(name),
  );
  const messages = db.collection<Belonging & { caseId: string; from: string }>('messages');
  const cases = db.collection<Belonging & { _id: string }>('cases');

  return {
    /** What is of these ids is the customer's from now on. */
    async take(ids: string[], customerId: string): Promise<void> {
      for (const rows of all) {
        for (const id of ids)
          await rows.updateMany({ customerId: id, cameTo: { $exists: false } }, { $set: { cameTo: id } });
        await rows.updateMany({ cameTo: { $in: ids } }, { $set: { customerId } });
      }
    },
    /** What came to these ids is the customer's again, with what was answered in their cases. */
    async give(ids: string[], customerId: string): Promise<void> {
      for (const rows of all) await rows.updateMany({ cameTo: { $in: ids } }, { $set: { customerId } });
      const theirs = await cases.find({ cameTo: { $in: ids } }, { projection: { _id: 1 } }).toArray();
      const caseId = { $in: theirs.map(({ _id }) => _id) };
      await messages.updateMany({ caseId, from: { $ne: 'customer' } }, { $set: { customerId } });
    },
  };
}
