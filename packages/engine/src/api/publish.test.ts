import pino from 'pino';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { readEvents } from '../channels/testing/read-events.ts';
import { createMoveRunning } from '../flows/move-running.ts';
import { caseRow } from '../testing/case-row.ts';
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

const flow = (id: string, title: string) => ({
  schema: 1,
  id,
  title,
  settings: { fallbackQueue: 'people' },
  nodes: [
    { id: 'start', type: 'ingest', title: 'Start', config: {} },
    { id: 'person', type: 'escalate', title: 'Person', config: { queue: 'people', reason: 'asked' } },
  ],
  edges: [{ id: 'e1', from: 'start', port: 'started', to: 'person' }],
});

const publish = (id: string, who: Staff, body: object) =>
  api.call('POST', `/api/flows/${id}/publish`, body, who.bearer);
const get = async (path: string, who = ana) => (await api.call('GET', path, undefined, who.bearer)).json;

it('of two who began from the same version, the second is told who published what', async () => {
  const first = (await publish('both', ana, { flow: flow('both', 'One'), expected: null })).json;
  const second = { flow: flow('both', 'Two'), expected: first['hash'], note: 'Shorter.' };
  const { json } = await publish('both', ana, second);
  expect(json).toMatchObject({ version: 2, rolledBack: false, draftRemoved: false });
  const late = await publish('both', bea, { flow: flow('both', 'Three'), expected: first['hash'] });
  const live = { hash: json['hash'], version: 2, author: { id: ana.id, name: 'ops' }, note: 'Shorter.' };
  expect([late.status, late.json]).toMatchObject([409, { code: 'flow.live-changed', details: { live } }]);
  const before = await publish('both', bea, { flow: flow('both', 'Three'), expected: null });
  expect(before.json['code']).toBe('flow.live-changed');
  expect((await publish('both', bea, { flow: flow('both', 'Three'), expected: json['hash'] })).status).toBe(
    200,
  );
});

it('ends the draft that it was, unless its author went on drawing', async () => {
  const save = async (title: string, revision: number) => {
    const body = { flow: flow('drafted', title), base: null, revision };
    await api.call('PUT', '/api/flows/drafted/draft', body, ana.bearer);
  };
  const open = readEvents(`${api.url}/api/events?topics=flow:drafted`, ana.bearer);
  await open.opened;
  await save('One', 0);
  await save('Two', 1);
  const early = await publish('drafted', ana, { flow: flow('drafted', 'One'), draft: 1 });
  expect(early.json).toMatchObject({ draftRemoved: false });
  const { hash } = (await publish('drafted', ana, { flow: flow('drafted', 'Two'), draft: 2 })).json;
  expect(await get('/api/flows/drafted/draft')).toMatchObject({ code: 'draft.not-found' });
  expect(await get('/api/flows')).toMatchObject({
    flows: expect.arrayContaining([
      expect.objectContaining({ flowId: 'drafted', drafts: [], live: expect.objectContaining({ hash }) }),
    ]),
  });
  await open.until(({ data }) => data['what'] === 'published' && data['hash'] === hash);
  await open.until(({ data }) => data['what'] === 'draft-removed' && data['author'] === ana.id);
  await open.close();
});

it('goes back to a version by its hash, and says so in the log', async () => {
  const one = (await publish('back', ana, { flow: flow('back', 'One'), note: 'first' })).json['hash'];
  const two = (await publish('back', ana, { flow: flow('back', 'Two') })).json['hash'];
  const back = await publish('back', bea, { hash: one, expected: two, note: 'Two was wrong.' });
  expect(back.json).toMatchObject({ hash: one, version: 1, rolledBack: true });
  expect((await get('/api/flows/back'))['title']).toBe('One');
  const log = await database.stores.users.logged({ subject: 'back', limit: 1 });
  expect(log).toMatchObject([
    {
      actor: bea.id,
      action: 'flow.roll-back',
      details: { hash: one, before: two, note: 'Two was wrong.' },
    },
  ]);
  const other = await publish('both', bea, { hash: one });
  expect([other.status, other.json['code']]).toEqual([404, 'flow.not-found']);
});

it('does not go back to a version that the nodes of today do not fit', async () => {
  const hash = 'f'.repeat(64);
  const old = flow('gone', 'Old');
  old.nodes[1] = { ...old.nodes[1], type: 'no-such-node' } as (typeof old.nodes)[1];
  await database.stores.flows.publish({ flow: old, hash, plan: {} as never, author: 'cli', at: 1 });
  const refused = await publish('gone', ana, { hash });
  expect(refused.json).toMatchObject({ code: 'flow.invalid', errors: [{ code: 'node.unknown-type' }] });
});

it('lists versions with their authors and how many cases run them', async () => {
  const one = String((await publish('counted', ana, { flow: flow('counted', 'One') })).json['hash']);
  const two = String(
    (await publish('counted', bea, { flow: flow('counted', 'Two'), note: 'n' })).json['hash'],
  );
  for (const id of ['c1', 'c2'])
    await database.stores.cases.create(caseRow(id, { flow: { id: 'counted', hash: one } }));
  expect(await get('/api/flows/counted/versions')).toMatchObject({
    live: { hash: two, author: { name: 'developer' } },
    versions: [
      { version: 2, hash: two, author: { id: bea.id, name: 'developer' }, note: 'n', running: 0 },
      { version: 1, hash: one, author: { name: 'ops' }, running: 2 },
    ],
  });
});

it('says before it is published which running cases would find their place in it', async () => {
  const { cases } = database.stores;
  const tagged = (title: string, type: string, config: object) => {
    const { nodes, ...drawn } = flow('moving', title);
    const edges = [
      { id: 'e1', from: 'start', port: 'started', to: 'mark' },
      { id: 'e2', from: 'mark', port: 'done', to: 'person' },
    ];
    return { ...drawn, nodes: [...nodes, { id: 'mark', type, title: 'Mark', config }], edges };
  };
  const first = tagged('One', 'tag', { tags: ['asked'] });
  const one = String((await publish('moving', ana, { flow: first })).json['hash']);
  const open = (id: string, token?: { node?: string }, owner: 'flow' | 'nobody' = 'flow') =>
    cases.create(caseRow(id, { flow: { id: 'moving', hash: one }, owner, ...(token && { token }) }));
  await Promise.all([open('m1', {}), open('m2', { node: 'person' }), open('m3', { node: 'person' })]);
  await Promise.all([open('m4', { node: 'mark' }), open('m5'), open('m6', { node: 'person' }, 'nobody')]);
  const draft = tagged('Two', 'note', { text: 'Asked.' });
  draft.nodes = draft.nodes.map((node) => (node.id === 'person' ? { ...node, id: 'people' } : node));
  draft.edges = draft.edges.map((edge) => (edge.to === 'person' ? { ...edge, to: 'people' } : edge));
  const preview = async (body: object) => {
    const { json } = await api.call('POST', '/api/flows/moving/publish/preview', body, ana.bearer);
    return json;
  };
  expect(await preview({ flow: draft })).toMatchObject({
    ...{ cases: 5, more: false, fitting: 1 },
    places: [
      { node: { id: 'person', title: 'Person' }, version: 1, cases: 2, fits: false, why: 'place-gone' },
      {
        node: { id: 'mark' },
        cases: 1,
        fits: false,
        why: 'place-other-type',
        text: expect.stringContaining('note'),
      },
      { node: null, cases: 1, fits: false, why: 'unknown' },
      { node: null, cases: 1, fits: true },
    ],
  });
  const three = tagged('Three', 'tag', { tags: ['asked', 'soon'] });
  expect(await preview({ flow: three })).toMatchObject({ cases: 5, fitting: 4 });
  // They run it already.
  expect(await preview({ hash: one })).toEqual({ cases: 0, more: false, fitting: 0, places: [] });
  expect(await preview({ flow: { id: 'moving' } })).toMatchObject({ code: 'flow.invalid' });
});

it('publishes with the choice that running cases are moved, says how far that is, and who asked for it', async () => {
  const { cases, flowMoves, users } = database.stores;
  const one = String((await publish('moved', ana, { flow: flow('moved', 'One') })).json['hash']);
  for (const id of ['v1', 'v2', 'v3'])
    await cases.create(
      caseRow(id, { flow: { id: 'moved', hash: one }, owner: 'flow', token: { node: 'person' } }),
    );
  expect(await get('/api/flows/moved/move')).toEqual({ move: null });
  const pinned = (await publish('moved', ana, { flow: flow('moved', 'Two'), running: 'pinned' })).json;
  expect(pinned).not.toHaveProperty('moving');
  expect(await get('/api/flows/moved/move')).toEqual({ move: null });

  const body = { flow: flow('moved', 'Three'), running: 'move', note: 'Shorter.' };
  const { json } = await publish('moved', bea, body);
  expect(json).toMatchObject({ version: 3, moving: 3 });
  const to = { hash: json['hash'], version: 3 };
  const begun = { to, author: { id: bea.id, name: 'developer' }, reason: 'Shorter.', state: 'running' };
  expect(await get('/api/flows/moved/move')).toMatchObject({
    move: { ...begun, cases: 3, moved: 0, kept: 0, waiting: 3, places: [] },
  });
  const logged = await users.logged({ subject: 'moved', limit: 2 });
  expect(logged.map(({ actor, action }) => `${actor} ${action}`).toSorted()).toEqual([
    `${bea.id} flow.move-cases`,
    `${bea.id} flow.publish`,
  ]);
  expect(logged).toContainEqual(expect.objectContaining({ details: { ...to, cases: 3 } }));

  // Each case says what becomes of it.
  const asked: string[] = [];
  const moving = createMoveRunning({
    ...{ stores: database.stores, log: pino({ level: 'silent' }), batchMs: 0 },
    async moveCase(caseId, event) {
      asked.push(caseId);
      if (caseId === 'v3') return { moved: false, reason: 'place-gone', about: 'person' };
      await cases.project(caseId, 1, { flow: event.to });
      return { moved: true };
    },
  });
  const stream = readEvents(`${api.url}/api/events?topics=flow:moved`, ana.bearer);
  await stream.opened;
  await moving();
  await stream.until(({ data }) => data['what'] === 'cases-moved');
  await stream.close();
  const kept = { cases: 1, why: 'place-gone', text: '"Person" is not in this version.' };
  const from = { hash: one, version: 1, node: { id: 'person', title: 'Person' } };
  const ended = { state: 'done', moved: 2, kept: 1, waiting: 0, places: [{ ...from, ...kept }] };
  expect(await get('/api/flows/moved/move')).toMatchObject({ move: { ...begun, ...ended } });
  expect(asked.toSorted()).toEqual(['v1', 'v2', 'v3']);
  expect(await users.logged({ subject: 'moved', limit: 1 })).toMatchObject([
    { actor: bea.id, action: 'flow.cases-moved', details: { ...to, moved: 2, kept: 1 } },
  ]);

  // Those that stayed can be asked again; what is under way is not begun twice.
  const again = (hash: unknown, who = ana) => api.call('POST', '/api/flows/moved/move', { hash }, who.bearer);
  expect((await again(one)).json).toMatchObject({ code: 'flow.live-changed' });
  const second = (await again(to.hash)).json;
  expect(second).toMatchObject({ move: { state: 'running', cases: 1, moved: 0 } });
  expect((await again(to.hash, bea)).json).toMatchObject({
    move: { id: (second['move'] as { id: string }).id, author: { id: ana.id } },
  });
  // Another version that goes live ends it.
  await publish('moved', ana, { hash: one, running: 'move' });
  expect((await flowMoves.get('moved'))?.to.version).toBe(1);
  expect(await get('/api/flows/moved/move')).toMatchObject({ move: { state: 'running', cases: 2 } });
  expect(await get('/api/flows/nowhere/move')).toMatchObject({ code: 'flow.not-found' });
});

it('takes a flow or a hash, not both and not neither', async () => {
  for (const body of [{}, { flow: flow('back', 'B'), hash: 'f'.repeat(64) }, { hash: 'short' }])
    expect((await publish('back', ana, body)).json['code'], JSON.stringify(body)).toBe('body.invalid');
});
