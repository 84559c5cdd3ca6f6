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
  for (const each of published)
    expect(versions.find((known) => each.ok && known.hash === each.hash)?.version).toBe(
      each.ok && each.version,
    );
});

it('has the newest publication live, and goes back by publishing an old one', async () => {
  const { flows } = database.stores;
  await flows.publish(publication('f2', 'old'));
  await flows.publish(publication('f2', 'new'));
  expect(await flows.live('f2')).toMatchObject({ flowId: 'f2', hash: 'new', version: 2 });
  expect(await flows.publish(publication('f2', 'old'))).toEqual({
    ...{ ok: true, flowId: 'f2', hash: 'old', version: 1 },
    ...{ before: 'new', rolledBack: true },
  });
  expect(await flows.live('f2')).toMatchObject({ version: 1, ...publication('f2', 'old') });
  expect((await flows.list()).find(({ flowId }) => flowId === 'f2')).toMatchObject({
    live: 'old',
    title: 'Flow old',
  });
  expect(await flows.live('nothing')).toBeNull();
  expect(await flows.byHash('nothing')).toBeNull();
});

it('lets one of two publish who expect the same, and tells the other what is live', async () => {
  const other = (await database.another()).stores.flows;
  const { flows } = database.stores;
  for (const round of [1, 2, 3]) {
    const expected = (await flows.summary('f3'))?.live ?? null;
    const results = await Promise.all([
      flows.publish({ ...publication('f3', `f3-ana-${round}`), expected }),
      other.publish({ ...publication('f3', `f3-bea-${round}`), expected }),
    ]);
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    const won = results.find((each) => each.ok);
    const lost = results.find((each) => !each.ok);
    expect(lost).toMatchObject({ live: { live: won?.ok && won.hash, publishedBy: 'u1' } });
    expect((await flows.live('f3'))?.hash).toBe(won?.ok && won.hash);
  }
});

it('takes what is live already, whatever was expected, as after an answer that was lost', async () => {
  const { flows } = database.stores;
  await flows.publish(publication('f4', 'f4-one'));
  const two = { ...publication('f4', 'f4-two'), expected: 'f4-one' };
  expect(await flows.publish(two)).toMatchObject({ ok: true, before: 'f4-one' });
  expect(await flows.publish(two)).toMatchObject({ ok: true, version: 2, rolledBack: false });
  expect(await flows.publish({ ...publication('f4', 'f4-three'), expected: 'f4-one' })).toMatchObject({
    ok: false,
    live: { live: 'f4-two', version: 2 },
  });
});

it('draws a version anew that was only tidied', async () => {
  const { flows } = database.stores;
  const drawn = publication('f5', 'f5-one');
  await flows.publish(drawn);
  await flows.byHash('f5-one');
  await flows.publish({
    ...drawn,
    flow: { ...drawn.flow, title: 'Flow f5-one', canvas: { pinned: ['a'] } } as never,
  });
  expect((await flows.drawn('f5-one'))?.flow).toMatchObject({ canvas: { pinned: ['a'] } });
  expect(await flows.versions('f5')).toHaveLength(1);
});
