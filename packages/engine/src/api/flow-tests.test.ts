import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';
import type { TestApi } from './testing/test-api.ts';
import { startTestApi } from './testing/test-api.ts';

let database: TestDatabase;
let api: TestApi;
let ana: Record<string, string>;

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
  api = await startTestApi({
    database,
  });
  ana = (await api.signIn('developer')).bearer;
});

afterAll(async () => {
  await api?.stop();
  await database?.drop();
});

const test = (title: string) => ({
  schema: 1,
  title,
  results: { 'answer#1': { port: 'answered', output: { 'a.b': '$x' }, say: [{ text: '30 days' }] } },
  turns: [
    { say: 'How long?', expect: { route: ['answer:answered'], says: ['30 days'] } },
    { silence: '24h' },
  ],
});

const save = (name: string, body: object) => api.call('PUT', `/api/flows/returns/tests/${name}`, body, ana);
const list = async () =>
  (await api.call('GET', '/api/flows/returns/tests', undefined, ana)).json['tests'] as {
    name: string;
    test: { title: string; results: object };
  }[];

it('keeps the tests of a flow for all who draw it', async () => {
  expect((await save('how-long', { test: test('How long') })).status).toBe(200);
  expect((await save('and-more', { test: test('More') })).status).toBe(200);
  const tests = await list();
  expect(tests.map(({ name }) => name)).toEqual(['and-more', 'how-long']);
  expect(tests[1]).toMatchObject({ author: { name: 'developer' }, test: test('How long') });
  const gone = () => api.call('DELETE', '/api/flows/returns/tests/and-more', undefined, ana);
  expect((await gone()).status).toBe(204);
  expect((await gone()).json['code']).toBe('test.not-found');
  expect((await api.call('GET', '/api/flows/other/tests', undefined, ana)).json['tests']).toEqual([]);
});

it('replaces one only when that is meant, and takes the same twice', async () => {
  await save('once', { test: test('One') });
  expect((await save('once', { test: test('One') })).status).toBe(200);
  expect((await save('once', { test: test('Two') })).json['code']).toBe('test.exists');
  expect((await save('once', { test: test('Two'), replace: true })).status).toBe(200);
  expect((await list()).find(({ name }) => name === 'once')?.test.title).toBe('Two');
});

it('keeps a flow from going live that goes another way, unless somebody says why', async () => {
  const flow = {
    schema: 1,
    id: 'tested',
    title: 'Tested',
    settings: { fallbackQueue: 'people' },
    nodes: [
      { id: 'start', type: 'ingest', title: 'Start', config: {} },
      { id: 'person', type: 'escalate', title: 'Person', config: { queue: 'returns', reason: 'asked' } },
    ],
    edges: [{ id: 'e1', from: 'start', port: 'started', to: 'person' }],
  };
  const publish = (body: object) => api.call('POST', '/api/flows/tested/publish', body, ana);
  const asks = (queue: string) => ({
    schema: 1,
    title: 'Asks for returns',
    turns: [{ say: 'Hello', expect: { route: ['start', 'person'], queue } }],
  });
  const put = (queue: string) =>
    api.call('PUT', '/api/flows/tested/tests/asks', { test: asks(queue), replace: true }, ana);
  await put('returns');
  const first = await publish({ flow });
  expect(first.status, first.text).toBe(200);

  await put('orders');
  const edited = { ...flow, title: 'Edited' };
  const refused = await publish({ flow: edited });
  expect([refused.status, refused.json]).toMatchObject([
    409,
    { code: 'flow.tests-failed', details: { failing: [{ name: 'asks', turn: 0 }] } },
  ]);
  expect(refused.json['detail']).toContain('the case is in returns, not in orders');
  const done = await publish({ flow: edited, untested: 'Orders moves in on Monday' });
  expect(done.json).toMatchObject({ version: 2 });
  const log = await database.db.collection('adminLog').findOne({ 'details.version': 2, subject: 'tested' });
  expect(log?.['details']).toMatchObject({ untested: 'Orders moves in on Monday', failing: ['asks'] });
  // Going back may be urgent.
  expect((await publish({ hash: first.json['hash'] })).json).toMatchObject({ rolledBack: true });
});

it('says what is wrong with one, by its place', async () => {
  const wrong = await save('wrong', {
    test: { ...test('Wrong'), turns: [{ say: 'a', expect: { owner: 'us' } }] },
  });
  expect(wrong.json).toMatchObject({
    code: 'body.invalid',
    errors: [{ field: 'test.turns[0].expect.owner' }],
  });
  expect((await save('No Slug', { test: test('x') })).json['code']).toBe('path.invalid');
});
