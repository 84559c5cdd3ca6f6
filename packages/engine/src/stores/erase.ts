import type { Db } from 'mongodb';
import type { CaseRow } from './cases.ts';
import { createCustomerGroups } from './customer-groups.ts';
import type { CustomerRow } from './customers.ts';
import { createEraseCase } from './erase-case.ts';
import type { Erasing } from './erase-claims.ts';
import { createEraseClaims } from './erase-claims.ts';
import { createErasePerson } from './erase-person.ts';
import type { FileStore } from './files.ts';
import type { KeyStore } from './keys.ts';

/**
 * Erases what people said and who they are, and the keys; what remains is that something happened, and when. The journal's
 * chain still verifies. Safe to run twice, and to run again after it was stopped anywhere. Close a case before: its
 * workflow cannot read its own history any more. What the case had not taken yet is left for the customer's next one.
 *
 * A customer is taken before anything of theirs is erased. From then on no case is opened for them: who writes is somebody new.
 */
export type Eraser = {
  eraseCase(caseId: string, at: number): Promise<void>;
  /** The customer, with all cases, and with whoever turned out to be them; nothing while one of the cases is open. */
  eraseCustomer(customerId: string, at: number): Promise<ErasedCustomer | undefined>;
  /** As `eraseCustomer`; nothing while one of the cases is kept. */
  eraseIdleCustomer(customerId: string, at: number): Promise<ErasedCustomer | undefined>;
  /** Completes what was begun, and what came to somebody who is erased; gives them back where they have to stay. */
  finishCustomer(customerId: string): Promise<ErasedCustomer | undefined>;
  /** Customers whose erasure was begun. */
  begun(): Promise<string[]>;
};

/** Ids of the cases. */
export type ErasedCustomer = { cases: string[] };

export function createEraser(db: Db, keys: KeyStore, files: Pick<FileStore, 'eraseCase'>): Eraser {
  const cases = db.collection<CaseRow>('cases');
  const customers = db.collection<CustomerRow>('customers');
  const groups = createCustomerGroups(customers);
  const claims = createEraseClaims(customers);
  const eraseCase = createEraseCase(db, keys, files);
  const erasePerson = createErasePerson(db);

  async function erase(customerId: string, erasing: Erasing): Promise<ErasedCustomer | undefined> {
    const [, ...merged] = await groups.closure(customerId);
    const ids = [...merged, customerId];
    if (!(await claims.takeAll(ids, erasing))) return undefined;
    if (await haveToStay(ids, erasing)) {
      await claims.giveBack(ids, erasing);
      return undefined;
    }
    const erased: string[] = [];
    for (const id of ids) {
      const rows = await cases.find({ customerId: id }, { projection: { _id: 1 } }).toArray();
      for (const { _id } of rows) await eraseCase(_id, erasing.at);
      await erasePerson(id, erasing.at);
      erased.push(...rows.map(({ _id }) => _id));
    }
    return { cases: erased };
  }

  /** Asked when no case can be opened for them any more. */
  async function haveToStay(ids: string[], erasing: Erasing): Promise<boolean> {
    const theirs = { customerId: { $in: ids }, erasedAt: { $exists: false } };
    const open = erasing.cases === 'all' ? { owner: { $ne: 'nobody' as const } } : {};
    return (await cases.findOne({ ...theirs, ...open }, { projection: { _id: 1 } })) !== null;
  }

  return {
    eraseCase,
    eraseCustomer: (customerId, at) => erase(customerId, { at, cases: 'all' }),
    eraseIdleCustomer: (customerId, at) => erase(customerId, { at, cases: 'none' }),
    async finishCustomer(customerId) {
      const [row, root] = await Promise.all([
        customers.findOne({ _id: customerId }),
        groups.root(customerId),
      ]);
      const erasing = row?.erasing ?? root?.erasing;
      if (root && erasing) return erase(root._id, erasing);
      if (root?.erasedAt !== undefined)
        for (const id of await groups.closure(root._id)) await erasePerson(id, root.erasedAt);
      return undefined;
    },
    begun: claims.begun,
  };
}
