import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Json } from '@throughline/flow/json';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';
import type { PolicyType } from './policy-type.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
});
afterAll(() => database.drop());

const policy = (name: string, value: Json, type: PolicyType = 'number') => ({
  name,
  type,
  value,
  title: 'Days to return',
  author: 'u1',
  at: 1,
});

describe('policies', () => {
  it('is live in this process at once, in another within a second', async () => {
    const other = (await database.another()).stores.policies;
    const { policies } = database.stores;
    expect(await other.snapshot()).toEqual({ version: 0, values: {} });
    expect(await policies.set(policy('refund_days', 30))).toEqual({ ok: true, version: 1 });
    expect(await policies.snapshot()).toEqual({ version: 1, values: { refund_days: 30 } });
    await pause(1_000);
    expect(await other.snapshot()).toEqual({ version: 1, values: { refund_days: 30 } });
    await policies.set(policy('refund_days', 14));
    await pause(1_000);
    expect(await other.snapshot()).toEqual({ version: 2, values: { refund_days: 14 } });
    expect((await policies.history('refund_days')).map(({ value, version }) => [version, value])).toEqual([
      [2, 14],
      [1, 30],
    ]);
  });

  it('is gone when it is removed, with every value it had, and can be set again', async () => {
    const other = (await database.another()).stores.policies;
    const { policies } = database.stores;
    await policies.set(policy('shop_name', 'Tarn', 'text'));
    expect(await policies.remove('never_there', { author: 'u2', at: 2 })).toBe(false);
    expect(await policies.remove('shop_name', { author: 'u2', at: 2 })).toBe(true);
    expect(await policies.remove('shop_name', { author: 'u2', at: 3 })).toBe(false);
    expect((await other.snapshot()).values).not.toHaveProperty('shop_name');
    await other.set(policy('shop_name', 'Ember', 'text'));
    expect((await policies.list()).find(({ name }) => name === 'shop_name')).toMatchObject({
      value: 'Ember',
    });
    expect(await policies.history('shop_name')).toMatchObject([
      { value: 'Ember', author: 'u1' },
      { value: 'Tarn', author: 'u2', at: 2, removed: true },
      { value: 'Tarn', author: 'u1' },
    ]);
  });

  it('loses no change when many are made at once', async () => {
    const processes = [database.stores, (await database.another()).stores, (await database.another()).stores];
    const before = (await database.stores.policies.snapshot()).version;
    await Promise.all(
      Array.from({ length: 15 }, (_, index) =>
        processes[index % 3]!.policies.set(policy(`limit_${index}`, index)),
      ),
    );
    const { version, values } = await (await database.another()).stores.policies.snapshot();
    expect(version).toBe(before + 15);
    for (let index = 0; index < 15; index++) expect(values[`limit_${index}`]).toBe(index);
  });

  it('finishes a change that a crash stopped before it was live', async () => {
    const { policies } = database.stores;
    const { version } = await policies.snapshot();
    const interrupted = { ...policy('interrupted', 1), version: version + 1 };
    await database.db
      .collection<{ _id: number }>('policyChanges')
      .insertOne({ _id: version + 1, ...interrupted });
    expect(await policies.set(policy('next', 2))).toEqual({ ok: true, version: version + 2 });
    expect((await policies.snapshot()).values).toMatchObject({ interrupted: 1, next: 2 });
  });

  it.each<[PolicyType, Json, Json]>([
    ['text', 'a', 1],
    ['number', 1.5, '1.5'],
    ['boolean', false, 'false'],
    ['date', '2026-02-28', '2026-02-30'],
    ['list', ['a', 'b'], ['a', 1]],
    ['object', { monday: ['09:00', '17:00'] }, [1]],
  ])('takes a %s, and says what is wrong with another value', async (type, right, wrong) => {
    const { policies } = database.stores;
    expect((await policies.set(policy(`typed_${type}`, right, type))).ok).toBe(true);
    const refused = await policies.set(policy(`typed_${type}`, wrong, type));
    expect(refused).toMatchObject({
      ok: false,
      issues: [
        {
          code: 'policy.value',
          field: 'value',
          text: expect.stringContaining(type),
          fix: expect.stringMatching(/^Give /),
        },
      ],
    });
    expect((await policies.snapshot()).values[`typed_${type}`]).toEqual(right);
  });

  it.each(['__proto__', 'a.b', '$set', '', 'Refund days', '9lives'])(
    'refuses the name %j with a fix',
    async (name) => {
      const refused = await database.stores.policies.set(policy(name, 1));
      expect(refused).toMatchObject({
        ok: false,
        issues: [{ code: 'policy.name', field: 'name', fix: expect.stringContaining('refund_days') }],
      });
    },
  );

  it('reports everything that is wrong at once', async () => {
    const refused = await database.stores.policies.set({
      ...policy('?', 1, 'colour' as PolicyType),
      title: ' ',
    });
    expect(refused.ok ? [] : refused.issues.map(({ field }) => field)).toEqual(['name', 'title', 'type']);
  });
});
