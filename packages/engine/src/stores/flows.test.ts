import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import type { Plan } from '@throughline/flow/plan';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
});
afterAll(() => database.drop());

const publication = (id: string, hash: string) => ({
  flow: { id, title: `Flow ${hash}`, nodes: { 'a.b$c': {} } },
  hash,
  plan: { schema: 1, flow: { id, hash, title: 't' }, nodes: { 'a.b$c': {} } } as unknown as Plan,
  author: 'u1',
  at: 1,
});

it('numbers versions, whoever publishes, and knows one again by its hash', async () => {
  const other = (await database.another()).stores.flows;
  const { flows } = database.stores;
  const hashes = Array.from({ length: 10 }, (_, index) => `h${index}`);
  const published = await Promise.all(
    hashes.flatMap((hash) => [
      flows.publish(publication('f1', hash)),
      other.publish(publication('f1', hash)),
    ]),
  );
  const versions = await flows.versions('f1');
  expect(versions.map(({ version }) => version)).toEqual([10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
  for (const { hash, version } of published)
    expect(versions.find((known) => known.hash === hash)?.version).toBe(version);
});

it('has the newest publication live, and goes back by publishing an old one', async () => {
  const { flows } = database.stores;
  await flows.publish(publication('f2', 'old'));
  await flows.publish(publication('f2', 'new'));
  expect(await flows.live('f2')).toMatchObject({ flowId: 'f2', hash: 'new', version: 2 });
  expect(await flows.publish(publication('f2', 'old'))).toEqual({ flowId: 'f2', hash: 'old', version: 1 });
  expect(await flows.live('f2')).toMatchObject({ version: 1, ...publication('f2', 'old') });
  expect((await flows.list()).find(({ flowId }) => flowId === 'f2')).toMatchObject({
    live: 'old',
    title: 'Flow old',
  });
  expect(await flows.live('nothing')).toBeNull();
  expect(await flows.byHash('nothing')).toBeNull();
});
