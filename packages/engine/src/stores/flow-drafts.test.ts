import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
});
afterAll(() => database.drop());

const draft = (flowId: string, title: string, revision: number, author = 'ana') => ({
  flowId,
  author,
  flow: { id: flowId, title, 'nodes.$x': [{ 'a.b': '\ud800' }] },
  base: null,
  revision,
  at: 10 + revision,
});

it('keeps a draft for each author as it was drawn, and counts its saves', async () => {
  const { flowDrafts } = database.stores;
  expect(await flowDrafts.save(draft('f1', 'One', 0))).toEqual({ ok: true, revision: 1, updatedAt: 10 });
  expect(await flowDrafts.save(draft('f1', 'Two', 1))).toEqual({ ok: true, revision: 2, updatedAt: 11 });
  await flowDrafts.save({ ...draft('f1', 'Hers', 0, 'bea'), at: 99 });
  expect(await flowDrafts.get('f1', 'ana')).toEqual({
    ...{ flowId: 'f1', author: 'ana', title: 'Two', base: null, revision: 2, updatedAt: 11 },
    flow: draft('f1', 'Two', 0).flow,
  });
  expect((await flowDrafts.list('f1')).map(({ author, title }) => [author, title])).toEqual([
    ['bea', 'Hers'],
    ['ana', 'Two'],
  ]);
});

it('lets one of two windows save, and tells the other what stands', async () => {
  const other = (await database.another()).stores.flowDrafts;
  const { flowDrafts } = database.stores;
  for (const revision of [0, 1, 2]) {
    const [one, two] = await Promise.all([
      flowDrafts.save(draft('f2', `one ${revision}`, revision)),
      other.save(draft('f2', `two ${revision}`, revision)),
    ]);
    const [won, lost] = one.ok ? [one, two] : [two, one];
    expect(won).toMatchObject({ ok: true, revision: revision + 1 });
    const stands = { title: `${one.ok ? 'one' : 'two'} ${revision}`, revision: revision + 1 };
    expect(lost).toMatchObject({ ok: false, stands });
  }
});

it('takes the same save twice, as after an answer that was lost', async () => {
  const { flowDrafts } = database.stores;
  for (const revision of [0, 1]) {
    const saved = await flowDrafts.save(draft('f3', `t${revision}`, revision));
    expect(await flowDrafts.save({ ...draft('f3', `t${revision}`, revision), at: 500 })).toEqual(saved);
  }
});

it('removes what its author saw; a window that had it does not write over the next one', async () => {
  const { flowDrafts } = database.stores;
  const ofAna = { flowId: 'f4', author: 'ana', at: 20 };
  await flowDrafts.save(draft('f4', 'first', 0));
  expect(await flowDrafts.remove({ ...ofAna, revision: 7 })).toBe(false);
  expect(await flowDrafts.remove({ ...ofAna, revision: 1 })).toBe(true);
  expect(await flowDrafts.remove(ofAna)).toBe(false);
  expect([await flowDrafts.get('f4', 'ana'), await flowDrafts.list('f4')]).toEqual([null, []]);
  expect(await flowDrafts.save(draft('f4', 'late', 1))).toEqual({ ok: false, stands: null });
  expect(await flowDrafts.save(draft('f4', 'anew', 0))).toMatchObject({ ok: true, revision: 3 });
  expect(await flowDrafts.save(draft('f4', 'late', 1))).toMatchObject({
    ok: false,
    stands: { title: 'anew' },
  });
});
