import { randomUUID } from 'node:crypto';
import type { Db } from 'mongodb';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { caseRow } from '../testing/case-row.ts';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';
import { runsFirst } from '../testing/runs-first.ts';
import { createCustomerStore } from './customers.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
});
afterAll(() => database.drop());

const at = 1_700_000_000_000;
const day = 24 * 3_600_000;
const grounds = { author: 'agent:1', reason: 'Same voice', evidence: 'order 4711', at };
const undone = { author: 'agent:2', reason: 'Two sisters', at: at + 100 };

async function person(): Promise<string> {
  const email = { kind: 'email', value: `${randomUUID()}@example.com`, level: 'verified' as const };
  const found = await database.stores.customers.findOrCreate({
    identifiers: [{ ...email, evidence: 'dmarc' }],
    at,
  });
  return found._id;
}

async function openCase(customerId: string, openedAt = at): Promise<string> {
  const { customers, cases } = database.stores;
  const { caseId } = await customers.openCaseFor(customerId, {
    newCaseId: randomUUID(),
    at: openedAt,
    reopenWithinMs: 0,
  });
  await cases.create(caseRow(caseId, { customerId, openedAt, updatedAt: openedAt }));
  return caseId;
}

async function withClosedCase(closedAt: number) {
  const id = await person();
  const caseId = await openCase(id, closedAt - 1);
  await database.stores.customers.closeCase(id, caseId, closedAt);
  await database.db.collection<{ _id: string }>('cases').updateOne({ _id: caseId }, { $set: { closedAt } });
  return { id, caseId };
}

async function merge(from: string, into: string, customers = database.stores.customers): Promise<string> {
  const merged = await customers.merge({ from, into, ...grounds });
  if (!merged.ok) throw new Error(merged.code);
  return merged.merge._id;
}

const nextCase = async (customerId: string) =>
  (
    await database.stores.customers.openCaseFor(customerId, {
      newCaseId: 'new',
      at: at + 200,
      reopenWithinMs: day,
    })
  ).caseId;

describe('a case that was closed before a merge', () => {
  it('is opened again by nobody else, when merges are undone in the order they were made', async () => {
    const { customers } = database.stores;
    const into = await person();
    const [one, other] = [await withClosedCase(at + 10), await withClosedCase(at + 5)];
    const merges = [await merge(one.id, into), await merge(other.id, into)];
    for (const id of merges) await customers.undoMerge(id, undone);
    expect(await nextCase(into)).toBe('new');
    expect(await nextCase(one.id)).toBe(one.caseId);
    expect(await nextCase(other.id)).toBe(other.caseId);
  });

  it('is opened again by nobody else, when the inner of two merges is undone first', async () => {
    const { customers } = database.stores;
    const [middle, outer] = [await person(), await person()];
    const one = await withClosedCase(at + 10);
    const merges = [await merge(one.id, middle), await merge(middle, outer)];
    for (const id of merges) await customers.undoMerge(id, undone);
    expect(await nextCase(middle)).toBe('new');
    expect(await nextCase(outer)).toBe('new');
    expect(await nextCase(one.id)).toBe(one.caseId);
  });

  it('is not given back when it was erased since', async () => {
    const { customers, eraser } = database.stores;
    const into = await person();
    const one = await withClosedCase(at + 10);
    const id = await merge(one.id, into);
    await eraser.eraseCase(one.caseId, at + 50);
    await customers.undoMerge(id, undone);
    expect((await customers.get(one.id))?.lastClosed).toBeUndefined();
  });
});

describe('a case that is closed while its customer is merged or parted', () => {
  /** Closes the case, with `work` in between, and says what is open of the two afterwards. */
  const openOf = async (...ids: string[]) =>
    (await Promise.all(ids.map((id) => database.stores.customers.get(id)))).flatMap((row) => row?.open ?? []);
  const whenMoved = (db: Db, id: string, work: () => Promise<unknown>) =>
    createCustomerStore(
      runsFirst(
        db,
        'customers',
        work,
        (filter) => 'version' in filter && '_id' in filter && filter._id === id,
      ),
    );
  const whenPushed = (db: Db, id: string, work: () => Promise<unknown>) =>
    createCustomerStore(
      runsFirst(
        db,
        'customers',
        work,
        (filter) => 'open.caseId' in filter && '_id' in filter && filter._id === id,
      ),
    );

  it.each([
    ['before it is on the other list', whenPushed, 'into'],
    ['while it is on both lists', whenMoved, 'from'],
  ] as const)('is closed: %s', async (_, moment, which) => {
    const { customers } = database.stores;
    const [from, into] = [await person(), await person()];
    const caseId = await openCase(from);
    const id = which === 'into' ? into : from;
    await merge(
      from,
      into,
      moment(database.db, id, () => customers.closeCase(from, caseId, at + 5)),
    );
    expect(await openOf(from, into)).toEqual([]);
    expect((await customers.get(into))?.lastClosed).toMatchObject({ caseId, at: at + 5 });
  });

  it.each([
    ['before it is on the list again', whenPushed, 'from'],
    ['while it is on both lists', whenMoved, 'into'],
  ] as const)('is closed when they are parted: %s', async (_, moment, which) => {
    const { customers } = database.stores;
    const [from, into] = [await person(), await person()];
    const caseId = await openCase(from);
    const id = await merge(from, into);
    const close = () => customers.closeCase(from, caseId, at + 5);
    await moment(database.db, which === 'into' ? into : from, close).undoMerge(id, undone);
    expect(await openOf(from, into)).toEqual([]);
    expect((await customers.get(from))?.lastClosed).toEqual({ caseId, at: at + 5 });
    expect((await customers.get(into))?.lastClosed).toBeUndefined();
  });

  it('is closed or opened again by who had looked before', async () => {
    const { customers } = database.stores;
    for (const act of ['closeCase', 'forgetCase', 'reopenCase'] as const) {
      const [from, into] = [await person(), await person()];
      const caseId = await openCase(from);
      if (act === 'reopenCase') await customers.closeCase(from, caseId, at + 1);
      const late = createCustomerStore(runsFirst(database.db, 'customers', () => merge(from, into)));
      await late[act](from, caseId, at + 5);
      const open = await openOf(into);
      expect(open.map((one) => one.caseId)).toEqual(act === 'reopenCase' ? [caseId] : []);
    }
  });
});
