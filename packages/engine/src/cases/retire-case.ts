import type { CaseRow } from '../stores/cases.ts';
import type { Stores } from '../stores/database.ts';
import type { CaseGateway } from './gateway.ts';

export type RetireCaseDeps = {
  stores: Pick<Stores, 'caseLinks' | 'cases' | 'customers' | 'eraser' | 'keys'>;
  gateway: Pick<CaseGateway, 'endErased'>;
};

/** The steps by which a case is erased that was kept long enough. Killed after any of them, the next sweep goes on. */
export function createRetireCase({ stores, gateway }: RetireCaseDeps) {
  const { caseLinks, cases, customers, eraser, keys } = stores;

  /** Takes it out of reach of new messages, which go to a new case from then on; false where it has to stay. */
  async function begin(row: CaseRow, before: number, at: number): Promise<boolean> {
    if (!(await isOver(row, before)) || !(await cases.retire(row._id, before, at))) return false;
    // Somebody wrote between the two: the case is being opened again.
    if (!(await isOnOpenList(row))) return true;
    await cases.unretire(row._id);
    return false;
  }

  /** It is closed with all that it was joined with or split from, for as long. */
  async function isOver(row: CaseRow, before: number): Promise<boolean> {
    if (await isOnOpenList(row)) return false;
    const related = await caseLinks.relatedTo(row._id);
    const rows = await Promise.all(related.map((id) => cases.get(id)));
    return rows.every(
      (one) =>
        !one ||
        one.erasedAt !== undefined ||
        (one.owner === 'nobody' && one.closedAt !== undefined && one.closedAt <= before),
    );
  }

  async function isOnOpenList({ _id, customerId }: CaseRow): Promise<boolean> {
    const customer = await customers.get(customerId);
    return customer?.open.some(({ caseId }) => caseId === _id) ?? false;
  }

  /** Safe to run again. `customers`: how many people were erased with it. */
  async function finish(row: CaseRow, { customersToo, at }: { customersToo: boolean; at: number }) {
    const erasedAt = row.erasedAt ?? at;
    await eraser.eraseCase(row._id, erasedAt);
    await gateway.endErased(row._id);
    const withWhom = customersToo && (await eraseCustomerOf(row, erasedAt));
    await cases.retired(row._id);
    return { customers: withWhom ? 1 : 0 };
  }

  /** Who they are, where nothing else of theirs is kept. */
  async function eraseCustomerOf({ customerId }: CaseRow, at: number): Promise<boolean> {
    const customer = await customers.get(customerId);
    if (!customer || customer.erasedAt !== undefined || customer.open.length > 0) return false;
    return (await eraser.eraseIdleCustomer(customer._id, at)) !== undefined;
  }

  /** What an earlier sweep began and could not finish. Nothing where it is given back. */
  async function goOn(row: CaseRow, options: { customersToo: boolean; at: number }) {
    // It died before it looked whether somebody had written: the key goes first, and is there.
    if ((await isOnOpenList(row)) && !(await keys.isErased(row._id))) return cases.unretire(row._id);
    return finish(row, options);
  }

  return { begin, finish, goOn };
}
