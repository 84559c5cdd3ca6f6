import type { Collection } from 'mongodb';
import type { CustomerRow } from './customers.ts';

export type CustomerGroups = ReturnType<typeof createCustomerGroups>;

/**
 * A customer who turned out to be another is that one, by whatever id: their row names the other's, everything they had keeps
 * the id it came to, and what is read of one is read of all. To undo it is to take the name away.
 */
export function createCustomerGroups(customers: Collection<CustomerRow>) {
  /** The rows that stand for these customers, of those that are known. */
  async function roots(ids: string[]): Promise<Map<string, CustomerRow>> {
    const rows = new Map<string, CustomerRow>();
    for (let next = [...new Set(ids)]; next.length > 0;) {
      const found = await customers.find({ _id: { $in: next } }).toArray();
      for (const row of found) rows.set(row._id, row);
      next = [...new Set(found.flatMap(({ mergedInto }) => mergedInto ?? []))].filter((id) => !rows.has(id));
    }
    const standing = new Map<string, CustomerRow>();
    for (const id of ids) {
      const root = rootOf(id, rows);
      if (root) standing.set(id, root);
    }
    return standing;
  }

  /** The row that stands for the customer. */
  async function root(id: string): Promise<CustomerRow | null> {
    return (await roots([id])).get(id) ?? null;
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

  return { root, roots, closure, rows };
}

/** Of rows that name each other, the smallest id: two merges met. */
function rootOf(id: string, rows: Map<string, CustomerRow>): CustomerRow | undefined {
  const path: CustomerRow[] = [];
  for (let next: string | undefined = id; next !== undefined;) {
    const row = rows.get(next);
    if (!row) break;
    const circle = path.indexOf(row);
    if (circle >= 0) return path.slice(circle).toSorted(byId)[0];
    path.push(row);
    next = row.mergedInto;
  }
  return path.at(-1);
}

function byId(one: CustomerRow, other: CustomerRow): number {
  return one._id < other._id ? -1 : 1;
}
