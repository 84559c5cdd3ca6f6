import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';
import type { TestApi } from './testing/test-api.ts';
import { startTestApi } from './testing/test-api.ts';

let database: TestDatabase;
let api: TestApi;
let ana: Record<string, string>;

const flow = (id: string, title: string, tags: string[]) => ({
  schema: 1,
  id,
  title,
  settings: { fallbackQueue: 'people' },
  nodes: [
    { id: 'start', type: 'ingest', title: 'Start', config: {} },
    ...tags.map((tag) => ({ id: tag, type: 'tag', title: `Tag ${tag}`, config: { tags: [tag] } })),
    { id: 'person', type: 'escalate', title: 'Person', config: { queue: 'people', reason: 'asked' } },
  ],
  edges: ['start', ...tags].map((from, index) => ({
    id: `e${index}`,
    from,
    port: index === 0 ? 'started' : 'done',
    to: tags[index] ?? 'person',
  })),
});

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
  api = await startTestApi({
    database,
  });
  ana = (await api.signIn('ops')).bearer;
  for (const drawn of [flow('shop', 'Shop', ['vip']), flow('bare', 'Bare', [])]) {
    const { status, text } = await api.call('POST', `/api/flows/${drawn.id}/publish`, { flow: drawn }, ana);
    if (status !== 200) throw new Error(text);
  }
});

afterAll(async () => {
  await api?.stop();
  await database?.drop();
});

const draft = (who: Record<string, string>, drawn: object, id: string) =>
  api.call('PUT', `/api/flows/${id}/draft`, { flow: drawn, base: null, revision: 0 }, who);
const used = async (type: string, who = ana) =>
  (await api.call('GET', `/api/nodes/${type}/used`, undefined, who)).json;

it('tells the live flows and the drafts of who asks, with the nodes in them', async () => {
  const half = { ...flow('shop', 'Shop, anew', ['vip', 'late']), edges: [] };
  await draft(ana, half, 'shop');
  await draft(
    ana,
    { id: 'odd', nodes: ['what', { type: 'tag' }, { type: 'tag', id: 't', title: ' ' }] },
    'odd',
  );
  const bo = (await api.signIn('developer')).bearer;
  await draft(bo, flow('bare', 'Bare with tags', ['bo']), 'bare');
  expect(await used('tag')).toEqual({
    flows: [
      { flowId: 'odd', title: 'odd', where: 'draft', nodes: [{ id: 't', title: 't' }] },
      { flowId: 'shop', title: 'Shop', where: 'live', nodes: [{ id: 'vip', title: 'Tag vip' }] },
      {
        flowId: 'shop',
        title: 'Shop, anew',
        where: 'draft',
        nodes: [
          { id: 'vip', title: 'Tag vip' },
          { id: 'late', title: 'Tag late' },
        ],
      },
    ],
  });
  expect(await used('wait')).toEqual({ flows: [] });
});

it('keeps drafts from those who may not draw, and says what is no node', async () => {
  const { bearer } = await api.signIn('auditor');
  expect(await used('tag', bearer)).toMatchObject({ flows: [{ flowId: 'shop', where: 'live' }] });
  expect((await api.call('GET', '/api/nodes/toString/used', undefined, ana)).status).toBe(404);
});
