import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { readEvents } from '../channels/testing/read-events.ts';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';
import type { TestApi } from './testing/test-api.ts';
import { startTestApi } from './testing/test-api.ts';

type Staff = Awaited<ReturnType<TestApi['signIn']>>;

let database: TestDatabase;
let api: TestApi;
let ana: Staff;
let bea: Staff;

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
  api = await startTestApi({
    database,
  });
  [ana, bea] = [await api.signIn('ops'), await api.signIn('developer')];
});

afterAll(async () => {
  await api?.stop();
  await database?.drop();
});

const unfinished = (id: string, title: string) => ({ id, title, nodes: [{ half: 'a node' }], 'x.y': '$z' });

const save = (id: string, who: Staff, body: object) =>
  api.call('PUT', `/api/flows/${id}/draft`, body, who.bearer);
const get = (path: string, who: Staff) => api.call('GET', path, undefined, who.bearer);

it('is kept as it was drawn, errors and all, for its author alone', async () => {
  const flow = unfinished('returns', 'Returns');
  expect((await get('/api/flows/returns/draft', ana)).json).toMatchObject({ code: 'draft.not-found' });
  const saved = await save('returns', ana, { flow, base: null, revision: 0 });
  expect(saved.json).toMatchObject({ revision: 1 });
  expect((await get('/api/flows/returns/draft', ana)).json).toEqual({ ...saved.json, flow, base: null });
  expect((await get('/api/flows/returns/draft', bea)).status).toBe(404);
  expect((await save('other', ana, { flow, base: null, revision: 0 })).json).toMatchObject({
    code: 'body.invalid',
    errors: [{ field: 'flow.id' }],
  });
  expect((await save('No Slug', ana, { flow, base: null, revision: 0 })).json['code']).toBe('path.invalid');
});

it('tells a window that lost what stands, and another author nothing but that it is there', async () => {
  const body = (title: string, revision: number) => ({
    flow: unfinished('billing', title),
    base: null,
    revision,
  });
  await save('billing', ana, body('Mine', 0));
  const second = await save('billing', ana, body('Mine, too', 1));
  const late = await save('billing', ana, body('Late', 1));
  expect([late.status, late.json]).toMatchObject([
    409,
    { code: 'draft.conflict', details: { revision: 2, updatedAt: second.json['updatedAt'] } },
  ]);
  // Bea begins one of her own beside it.
  expect((await save('billing', bea, body('Hers', 0))).json).toMatchObject({ revision: 1 });
  expect((await get('/api/flows/billing/drafts', bea)).json['drafts']).toMatchObject([
    { author: { id: bea.id, name: 'developer' }, mine: true, title: 'Hers', revision: 1 },
    { author: { id: ana.id, name: 'ops' }, mine: false, title: 'Mine, too', revision: 2, base: null },
  ]);
  const taken = await get(`/api/flows/billing/drafts/${ana.id}`, bea);
  expect(taken.json).toMatchObject({ mine: false, flow: { title: 'Mine, too' } });

  expect((await api.call('DELETE', '/api/flows/billing/draft', undefined, ana.bearer)).status).toBe(204);
  const gone = await save('billing', ana, body('Still here', 2));
  expect(gone.json).toMatchObject({ code: 'draft.conflict', details: { removed: true } });
});

it('is removed by another only as it was seen, and the record of changes says by whom', async () => {
  const body = (title: string, revision: number) => ({
    flow: unfinished('left', title),
    base: null,
    revision,
  });
  await save('left', ana, body('Left', 0));
  await save('left', ana, body('Left behind', 1));
  const remove = (who: Staff, revision: number | string) =>
    api.call('DELETE', `/api/flows/left/drafts/${ana.id}?revision=${revision}`, undefined, who.bearer);
  expect((await remove(await api.signIn('agent'), 2)).status).toBe(403);
  expect((await remove(bea, '')).json['code']).toBe('query.invalid');
  const stale = await remove(bea, 1);
  expect([stale.status, stale.json]).toMatchObject([
    409,
    { code: 'draft.conflict', details: { revision: 2 } },
  ]);
  expect((await get(`/api/flows/left/drafts/${ana.id}`, bea)).json).toMatchObject({ title: 'Left behind' });

  expect((await remove(bea, 2)).status).toBe(204);
  expect((await remove(bea, 2)).json['code']).toBe('draft.not-found');
  expect((await get('/api/flows/left/drafts', bea)).json['drafts']).toEqual([]);
  const { changes } = (await get('/api/changes?kind=flow', await api.signIn('auditor'))).json;
  expect(changes).toMatchObject([
    {
      by: { id: bea.id },
      action: 'flow.draft-remove',
      subject: 'left',
      details: { of: 'ops', title: 'Left behind', revision: 2 },
    },
  ]);
  // A window of the author that is still open is told, and loses nothing.
  const late = await save('left', ana, body('Left, and come back', 2));
  expect(late.json).toMatchObject({ code: 'draft.conflict', details: { removed: true } });
});

it('puts a flow that nobody published into the list, for those who may draw', async () => {
  await save('fresh', ana, { flow: unfinished('fresh', 'Fresh'), base: null, revision: 0 });
  const listed = async (who: Staff) => {
    const { flows } = (await get('/api/flows', who)).json as { flows: { flowId: string }[] };
    return flows.find(({ flowId }) => flowId === 'fresh');
  };
  expect(await listed(bea)).toMatchObject({
    title: 'Fresh',
    live: null,
    drafts: [{ author: { name: 'ops' }, mine: false }],
  });
  const agent = await api.signIn('agent');
  expect(await listed(agent)).toBeUndefined();
  expect((await get('/api/flows/fresh/versions', bea)).json).toEqual({ live: null, versions: [] });
  expect((await get('/api/flows/fresh/versions', agent)).status).toBe(404);
});

it('is told of to everybody who has the flow open, and to nobody else', async () => {
  const topics = (list: string) => `/api/events?topics=${list}`;
  expect((await get(topics('cases,flow:live'), await api.signIn('agent'))).status).toBe(403);
  expect((await get(topics('cases'), bea)).status).toBe(403);
  const open = readEvents(api.url + topics('flow:live'), bea.bearer);
  await open.opened;
  await save('quiet', ana, { flow: unfinished('quiet', 'Q'), base: null, revision: 0 });
  await save('live', ana, { flow: unfinished('live', 'L'), base: null, revision: 0 });
  await api.call('DELETE', '/api/flows/live/draft', undefined, ana.bearer);
  const told = (what: string) => ({
    type: 'flow.changed',
    data: { id: 'live', author: ana.id, what, revision: 1 },
  });
  await open.until(({ data }) => data['what'] === 'draft-removed');
  expect(open.seen).toMatchObject([told('draft-saved'), told('draft-removed')]);
  await open.close();
});
