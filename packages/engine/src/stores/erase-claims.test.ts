import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { caseRow } from '../testing/case-row.ts';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';
import { dyingAt } from '../testing/dying-database.ts';
import type { CustomerRow } from './customers.ts';
import { createEraser } from './erase.ts';
import { CustomerErased } from './open-cases.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
});
afterAll(() => database?.drop());

const find = (value: string): Promise<CustomerRow> =>
  database.stores.customers.findOrCreate({
    identifiers: [{ kind: 'email', value, level: 'verified', evidence: 'dkim' }],
    at: 1,
  });
const somebody = () => find(`${randomUUID()}@example.com`);
const opening = () => ({ newCaseId: randomUUID(), at: 2, reopenWithinMs: 0 });
const grounds = { author: 'agent', reason: 'one person', evidence: '', at: 2 };

/** An erasure that is killed when it comes to the guests. */
const killed = () =>
  createEraser(dyingAt(database.db, 'guests'), database.stores.keys, database.stores.files);

describe('a customer who is being erased', () => {
  it('either gets the case or is erased, however close the two come', async () => {
    const { customers, eraser } = database.stores;
    const other = await database.another();
    const outcomes = { opened: 0, erased: 0 };
    for (let round = 0; round < 60; round += 1) {
      const known = await somebody();
      const request = { ...opening(), ...(round % 2 === 0 && { known }) };
      const open = async () => {
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 6));
        return other.stores.customers.openCaseFor(known._id, request).catch((error: unknown) => {
          if (!(error instanceof CustomerErased)) throw error;
        });
      };
      const [opened, erased] = await Promise.all([open(), eraser.eraseIdleCustomer(known._id, 3)]);
      const row = await customers.get(known._id);
      expect([opened !== undefined, erased !== undefined]).toContain(true);
      expect(opened !== undefined && erased !== undefined).toBe(false);
      expect(row?.open.length).toBe(opened ? 1 : 0);
      expect(row?.erasedAt !== undefined).toBe(erased !== undefined);
      expect(row).not.toHaveProperty('erasing');
      outcomes[opened ? 'opened' : 'erased'] += 1;
    }
    await other.close();
    expect(outcomes.erased).toBeGreaterThan(0);
  });

  it('gets no case by a row that was read before, and is merged with nobody', async () => {
    const { customers, eraser } = database.stores;
    const [known, another] = [await somebody(), await somebody()];
    await expect(killed().eraseIdleCustomer(known._id, 3)).rejects.toThrow('killed');
    await expect(customers.openCaseFor(known._id, { ...opening(), known })).rejects.toThrow(CustomerErased);
    await expect(customers.openCaseFor(known._id, opening())).rejects.toThrow(CustomerErased);
    await expect(customers.reopenCase(known._id, randomUUID(), 2)).rejects.toThrow(CustomerErased);
    for (const pair of [
      { from: known._id, into: another._id },
      { from: another._id, into: known._id },
    ])
      expect(await customers.merge({ ...pair, ...grounds })).toMatchObject({ ok: false });
    expect(await eraser.begun()).toContain(known._id);

    expect(await eraser.finishCustomer(known._id)).toEqual({ cases: [] });
    expect(await customers.get(known._id)).toMatchObject({ erasedAt: 3, open: [] });
    expect(await eraser.begun()).not.toContain(known._id);
    await expect(customers.openCaseFor(known._id, { ...opening(), known })).rejects.toThrow(CustomerErased);
  });

  it('is given back where a case is kept or open, with whoever turned out to be them', async () => {
    const { cases, customers, eraser } = database.stores;
    const [known, merged] = [await somebody(), await somebody()];
    await customers.merge({ from: merged._id, into: known._id, ...grounds });
    const caseId = randomUUID();
    await cases.create(caseRow(caseId, { customerId: known._id, owner: 'nobody' }));
    expect(await eraser.eraseIdleCustomer(known._id, 3)).toBeUndefined();
    await cases.project(caseId, 1, { owner: 'agent' });
    expect(await eraser.eraseCustomer(known._id, 3)).toBeUndefined();
    const { newCaseId } = opening();
    await customers.openCaseFor(merged._id, { ...opening(), newCaseId });
    expect(await eraser.eraseCustomer(known._id, 3)).toBeUndefined();
    const rows = await database.db
      .collection<CustomerRow>('customers')
      .find({ _id: { $in: [known._id, merged._id] } })
      .toArray();
    for (const row of rows) expect(row).not.toHaveProperty('erasing');

    await customers.closeCase(known._id, newCaseId, 4);
    await cases.project(caseId, 2, { owner: 'nobody' });
    expect(await eraser.eraseCustomer(known._id, 5)).toEqual({ cases: [caseId] });
    for (const id of [known._id, merged._id])
      expect(await database.db.collection<CustomerRow>('customers').findOne({ _id: id })).toMatchObject({
        erasedAt: 5,
      });
  });

  it('is not given back by a sweep while they are erased with all their cases', async () => {
    const { cases, customers, eraser } = database.stores;
    const known = await somebody();
    const caseId = randomUUID();
    await cases.create(caseRow(caseId, { customerId: known._id, owner: 'nobody' }));
    await expect(
      createEraser(
        dyingAt(database.db, 'contents'),
        database.stores.keys,
        database.stores.files,
      ).eraseCustomer(known._id, 3),
    ).rejects.toThrow('killed');
    expect(await eraser.eraseIdleCustomer(known._id, 4)).toBeUndefined();
    expect(await customers.get(known._id)).toMatchObject({ erasing: { at: 3, cases: 'all' } });
    expect(await eraser.finishCustomer(known._id)).toEqual({ cases: [caseId] });
    expect(await cases.get(caseId)).toMatchObject({ erasedAt: 3 });
  });
});
