import type { Collection } from 'mongodb';
import type { CustomerRow } from './customers.ts';

export type CustomerGroups = ReturnType<typeof createCustomerGroups>;

/**
 * A customer who turned out to be another is that one, by whatever id: their row names the other's, everything they had keeps
 * the id it came to, and what is read of one is read of all. To undo it is to take the name away.
 */
export function createCustomerGroups(customers: Collection<CustomerRow>) {
  /** The row that stands for the customer. Of rows that name each other, the smallest id: two merges met. */
  async function root(id: string): Promise<CustomerRow | null> {
    const path: CustomerRow[] = [];
    for (let next: string | undefined = id; next !== undefined;) {
      const row: CustomerRow | null = await customers.findOne({ _id: next });
      if (!row) return path.at(-1) ?? null;
      const circle = path.findIndex(({ _id }) => _id === row._id);
      if (circle >= 0) return path.slice(circle).toSorted(byId)[0] ?? row;
      path.push(row);
      next = row.mergedInto;
    }
    return path.at(-1) ?? null;
  }

  /** This id and those of everybody who turned out to be them. */
  async function closure(id: string): Promise<string[]> {
    const ids = new Set([id]);
    for (let level = [id]; level.length > 0;) {
      const below = await customers
        .find({ mergedInto: { $in: level } })
        .project<{ _id: string }>({ _id: 1 })
        .toArray();
      level = below.map(({ _id }) => _id).filter((one) => !ids.has(one));
      for (const one of level) ids.add(one);
    }
    return [...ids];
  }

  /** The customer's row first, then those of everybody who turned out to be them; empty for an unknown id. */
  async function rows(id: string): Promise<CustomerRow[]> {
    const near = await customers.find({ $or: [{ _id: id }, { mergedInto: id }] }).toArray();
    const own = near.find(({ _id }) => _id === id);
    if (own && near.length === 1 && own.mergedInto === undefined) return near;
    const first = await root(id);
    if (!first) return [];
    const others = (await closure(first._id)).filter((one) => one !== first._id);
    return [first, ...(await customers.find({ _id: { $in: others } }).toArray())];
  }

  return { root, closure, rows };
}

function byId(one: CustomerRow, other: CustomerRow): number {
  return one._id < other._id ? -1 : 1;
}
