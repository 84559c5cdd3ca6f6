import { validate } from '@throughline/flow/validate';
import { catalogue } from '@throughline/nodes/catalogue';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';
import type { TestApi } from './testing/test-api.ts';
import { startTestApi } from './testing/test-api.ts';

let database: TestDatabase;
let api: TestApi;
let ops: Record<string, string>;

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
  api = await startTestApi({
    database,
  });
  ops = (await api.signIn('ops')).bearer;
});

afterAll(async () => {
  await api?.stop();
  await database?.drop();
});

type Flow = { id: string; nodes: object[] };
type Used = {
  flow: Flow;
  articles: { imported: string[]; kept: string[] };
  policies: { set: string[] };
  tests: string[];
};

const get = async (path: string) => (await api.call('GET', path, undefined, ops)).json;
const use = async (name: string, body: object = {}) =>
  (await api.call('POST', `/api/templates/${name}/use`, body, ops)).json as Used & { code?: string };

describe('templates', () => {
  it('are offered with what they bring, and no two bring an article of the same id', async () => {
    const { templates } = (await get('/api/templates')) as { templates: { name: string }[] };
    const names = ['appointments', 'it-help-desk', 'subscription', 'support'];
    expect(templates.map(({ name }) => name)).toEqual(names);
    const all = await Promise.all(
      names.map(
        async (name) => (await get(`/api/templates/${name}`)) as Used & { articles: { articleId: string }[] },
      ),
    );
    const ids = all.flatMap(({ articles }) => articles.map(({ articleId }) => articleId));
    expect(ids.length).toBeGreaterThan(90);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [index, { flow, tests }] of all.entries()) {
      expect(flow.id).toBe(names[index]);
      expect(tests.length).toBeGreaterThanOrEqual(8);
    }
    expect(templates[2]).toMatchObject({ title: 'Subscription or SaaS', articles: 14, tests: 20 });
  });

  it('bring a flow that can be published, its articles, policies and tests; once', async () => {
    const first = await use('subscription');
    expect(first.flow.id).toBe('subscription');
    expect(first.articles.imported).toHaveLength(14);
    expect(first.policies.set).toContain('subscriptionServiceUrl');
    const { policies } = (await get('/api/policies')) as { policies: { name: string }[] };
    expect(validate(first.flow, catalogue, { policies: policies.map(({ name }) => name) })).toEqual([]);
    const { tests } = (await get('/api/flows/subscription/tests')) as { tests: { name: string }[] };
    expect(tests.map(({ name }) => name)).toEqual(first.tests);

    const again = await use('subscription');
    expect(again.articles).toEqual({ imported: [], kept: [] });
    expect(again.policies.set).toEqual([]);
  });

  it('leave alone what is there', async () => {
    const mine = { title: 'Refunds', body: 'We refund everything, always.' };
    await api.call('PUT', '/api/articles/refunds', mine, ops);
    const money = { type: 'number', title: 'Days', value: 7 };
    await api.call('PUT', '/api/policies/moneyBackDays', money, ops);
    const { articles, policies } = await use('subscription');
    expect({ articles, policies }).toEqual({
      articles: { imported: [], kept: ['refunds'] },
      policies: { set: [] },
    });
    expect(await get('/api/articles/refunds')).toMatchObject({ body: mine.body });
    const all = (await get('/api/policies')) as { policies: { name: string; value: unknown }[] };
    expect(all.policies.find(({ name }) => name === 'moneyBackDays')).toMatchObject({ value: 7 });
  });

  it('get an id that no flow has: the one that is asked for, or the next free one', async () => {
    expect((await use('it-help-desk', { flowId: 'my-desk', articles: false })).articles).toEqual({
      imported: [],
      kept: [],
    });
    const { flow } = await use('appointments', { flowId: 'visits' });
    expect(flow.id).toBe('visits');
    await api.call('PUT', '/api/flows/visits/draft', { flow, base: null, revision: 0 }, ops);
    expect(await use('appointments', { flowId: 'visits' })).toMatchObject({
      status: 409,
      code: 'flow.exists',
    });
    const plain = (await use('appointments')).flow;
    const published = await api.call('POST', '/api/flows/appointments/publish', { flow: plain }, ops);
    expect(published.status).toBe(200);
    expect((await use('appointments')).flow.id).toBe('appointments-2');
  });

  it('refuse names and ids that are none', async () => {
    expect(await use('nothing')).toMatchObject({ status: 404, code: 'template.not-found' });
    expect(await use('support', { flowId: 'No Id' })).toMatchObject({ status: 422, code: 'body.invalid' });
    expect((await api.call('GET', '/api/templates/..%2Fsupport', undefined, ops)).status).toBe(404);
  });

  it('are for those who may write articles and policies, and it is logged', async () => {
    const { bearer } = await api.signIn('developer');
    expect((await api.call('POST', '/api/templates/support/use', {}, bearer)).status).toBe(403);
    expect((await api.call('GET', '/api/templates', undefined, bearer)).status).toBe(200);
    const entries = await database.db
      .collection('adminLog')
      .find({ action: 'template.use', 'details.flowId': 'visits' })
      .toArray();
    expect(entries).toMatchObject([{ subject: 'appointments', details: { flowId: 'visits', articles: 12 } }]);
  });
});
