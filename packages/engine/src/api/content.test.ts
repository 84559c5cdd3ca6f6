import type { DeclarationData } from '@throughline/flow/declaration-data';
import { declarationFrom } from '@throughline/flow/declaration-data';
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
let admin: Record<string, string>;

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
  api = await startTestApi({
    database,
  });
  ops = (await api.signIn('ops')).bearer;
  admin = (await api.signIn('admin')).bearer;
});

afterAll(async () => {
  await api?.stop();
  await database?.drop();
});

const flow = {
  schema: 1,
  id: 'hello',
  title: 'Hello',
  settings: { fallbackQueue: 'people', languages: ['en', 'de'] },
  nodes: [
    { id: 'start', type: 'ingest', title: 'Start', config: {} },
    { id: 'person', type: 'escalate', title: 'Person', config: { queue: 'returns', reason: 'asked' } },
  ],
  edges: [{ id: 'e1', from: 'start', port: 'started', to: 'person' }],
};

describe('flows', () => {
  it('are published when they have no error, and named by their hash', async () => {
    const publish = (given: object, id = 'hello') =>
      api.call('POST', `/api/flows/${id}/publish`, { flow: given, note: 'first' }, ops);
    const first = await publish(flow);
    expect(first.json).toMatchObject({
      flowId: 'hello',
      version: 1,
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect((await publish(flow)).json['hash']).toBe(first.json['hash']);
    const second = await publish({ ...flow, title: 'Hello again' });
    expect(second.json['version']).toBe(2);
    const { versions } = (await api.call('GET', '/api/flows/hello/versions', undefined, ops)).json as {
      versions: { version: number }[];
    };
    expect(versions.map(({ version }) => version)).toEqual([2, 1]);
    const old = await api.call('GET', `/api/flows/hello?hash=${String(first.json['hash'])}`, undefined, ops);
    expect(old.json).toMatchObject({ title: 'Hello', flow: { nodes: [{ id: 'start' }, { id: 'person' }] } });
    expect((await api.call('GET', '/api/flows', undefined, ops)).json['flows']).toMatchObject([
      { flowId: 'hello', live: { version: 2 }, drafts: [] },
    ]);
    expect((await publish(flow, 'other')).json).toMatchObject({
      code: 'flow.invalid',
      errors: [{ field: 'flow.id' }],
    });

    // Who draws flows chooses among them, without seeing who waits there.
    const { bearer: developer } = await api.signIn('developer');
    const { queues } = (await api.call('GET', '/api/queues', undefined, developer)).json as {
      queues: { name: string }[];
    };
    expect(queues.map(({ name }) => name)).toEqual(['people', 'returns']);
    const chat = await api.call('POST', '/channels/webchat/sessions', {});
    expect(chat.json['languages']).toEqual(['en']);
  });

  it('with errors are refused with all of them, each with its place and what to do', async () => {
    const broken = {
      ...flow,
      nodes: [...flow.nodes, { id: 'x', type: 'no-such-node', title: 'X', config: {} }],
      edges: [],
    };
    const validated = await api.call('POST', '/api/flows/validate', { flow: broken }, ops);
    expect(validated.json['publishable']).toBe(false);
    const issues = validated.json['issues'] as { severity: string; code: string }[];
    const errors = issues.filter(({ severity }) => severity === 'error');
    expect(errors.length).toBeGreaterThan(1);
    const refused = await api.call('POST', '/api/flows/hello/publish', { flow: broken }, ops);
    expect(refused.status).toBe(422);
    expect((refused.json['errors'] as { code: string }[]).map(({ code }) => code)).toEqual(
      errors.map(({ code }) => code),
    );
  });

  it('are made of nodes that a browser can rebuild from what is told of them', async () => {
    const { nodes } = (await api.call('GET', '/api/nodes', undefined, ops)).json as {
      nodes: (DeclarationData & { builtIn: boolean })[];
    };
    expect(nodes.map(({ type }) => type)).toEqual(Object.keys(catalogue));
    const rebuilt = Object.fromEntries(nodes.map((data) => [data.type, declarationFrom(data)]));
    const nodesOf = (to: object) => ({ ...flow, nodes: [flow.nodes[0], { ...flow.nodes[1], config: to }] });
    for (const config of [{ queue: 'returns', reason: 'asked' }, { queue: '' }, { queue: 3, priority: 9 }])
      expect(validate(nodesOf(config), rebuilt)).toEqual(validate(nodesOf(config), catalogue));
    expect(nodes.every(({ builtIn }) => builtIn)).toBe(true);
    expect(nodes.find(({ type }) => type === 'switch')?.ports).toBeNull();
    const cases = [{ id: 'gold', title: 'Gold', when: 'true' }];
    const made = await api.call('POST', '/api/nodes/switch/ports', { config: { cases } }, ops);
    expect(made.json['ports']).toMatchObject([{ id: 'gold', title: 'Gold' }, { id: 'otherwise' }]);
    const wrong = await api.call('POST', '/api/nodes/switch/ports', { config: { cases: 1 } }, ops);
    expect(wrong.json).toEqual({ ports: null });
  });

  it('talk on the channels that are set up, each with what it can do', async () => {
    const { channels } = (await api.call('GET', '/api/channels', undefined, ops)).json as {
      channels: { name: string; title: string; capabilities: object; template: boolean }[];
    };
    expect(channels.map(({ title }) => title)).toEqual([
      'Web chat',
      'Portal',
      'SMS',
      'WhatsApp',
      'SMS',
      'Telegram',
      'Phone',
      'Messenger',
      'Instagram',
    ]);
    expect(channels.find(({ name }) => name === 'whatsapp')).toMatchObject({
      capabilities: { windowMs: 86_400_000, choices: 'buttons', maxChoices: 10 },
      template: false,
    });
  });
});

describe('policies', () => {
  it('are typed and versioned, and shown with who set them', async () => {
    const set = (value: unknown, type = 'number') =>
      api.call('PUT', '/api/policies/refund_days', { type, value, title: 'Refund window' }, ops);
    const first = await set(14);
    const second = await set(30);
    expect(Number(second.json['version'])).toBe(Number(first.json['version']) + 1);
    const shown = (await api.call('GET', '/api/policies', undefined, ops)).json;
    expect(shown['policies']).toMatchObject([
      { name: 'refund_days', type: 'number', value: 30, title: 'Refund window' },
    ]);
    expect((await set('thirty')).json).toMatchObject({
      code: 'policy.invalid',
      errors: [{ field: 'value' }],
    });
  });
});

describe('credentials', () => {
  it('are kept and never shown again', async () => {
    const secret = 'never-show-this';
    const kept = await api.call(
      'PUT',
      '/api/credentials/orders',
      { kind: 'bearer', token: secret, hosts: ['api.example.com'] },
      admin,
    );
    expect(kept.status).toBe(204);
    const listed = await api.call('GET', '/api/credentials', undefined, ops);
    expect(listed.json['credentials']).toMatchObject([
      { name: 'orders', kind: 'bearer', hosts: ['api.example.com'] },
    ]);
    expect(listed.text).not.toContain(secret);
    expect(api.lines.join('')).not.toContain(secret);
    expect((await api.call('DELETE', '/api/credentials/orders', undefined, admin)).status).toBe(204);
    expect((await api.call('GET', '/api/credentials', undefined, ops)).json['credentials']).toEqual([]);
  });
});

describe('knowledge', () => {
  it('is written, versioned, imported, asked and taken away', async () => {
    const refundDays = { type: 'number', value: 30, title: 'Refund window' };
    await api.call('PUT', '/api/policies/refund_days', refundDays, ops);
    const put = (body: string) => api.call('PUT', '/api/articles/returns', { title: 'Returns', body }, ops);
    expect(
      (await put('You can send goods back within {{ policy.refund_days }} days of delivery.')).json,
    ).toMatchObject({ version: 1, changed: true });
    expect(
      (await put('You can send goods back within {{ policy.refund_days }} days of delivery. Keep the box.'))
        .json,
    ).toMatchObject({ version: 2 });
    const old = await api.call('GET', '/api/articles/returns?version=1', undefined, ops);
    expect(old.json['body']).not.toContain('box');

    const article = { articleId: 'shipping', title: 'Shipping', body: 'Parcels leave on the day you order.' };
    const bad = await api.call(
      'POST',
      '/api/articles/import',
      { articles: [article, { ...article, articleId: 'Bad Name' }] },
      ops,
    );
    expect(bad.json).toMatchObject({ code: 'body.invalid', errors: [{ field: 'articles[1].articleId' }] });
    expect((await api.call('GET', '/api/articles/shipping', undefined, ops)).status).toBe(404);
    await api.call('POST', '/api/articles/import', { articles: [article] }, ops);
    const { articles } = (await api.call('GET', '/api/articles', undefined, ops)).json as {
      articles: { articleId: string }[];
    };
    expect(articles.map(({ articleId }) => articleId).sort()).toEqual(['returns', 'shipping']);

    const asked = await api.call(
      'POST',
      '/api/knowledge/ask',
      { question: 'How long can I send goods back?' },
      ops,
    );
    expect(asked.status, asked.text).toBe(200);
    expect((asked.json['passages'] as { articleId: string; text: string }[])[0]).toMatchObject({
      articleId: 'returns',
      text: expect.stringContaining('30 days'),
    });

    // Why it was found: the parts of the score, and the words that matched.
    const [first] = asked.json['passages'] as {
      score: number;
      why: { parts: { brings: number }[]; words: { used: string[] } };
    }[];
    const brought = first?.why.parts.reduce((sum, { brings }) => sum + brings, 0);
    expect(brought).toBeCloseTo(first?.score ?? 0, 6);
    expect(first?.why.words.used).toEqual(expect.arrayContaining(['send', 'goods', 'back'].slice(0, 2)));
    expect(asked.json['answer']).toMatchObject({ bands: { answer: expect.any(Number) } });

    // What an answer named stays readable while the article is live; what was withdrawn is for staff only.
    const published = async (query: string) =>
      (await api.call('GET', `/channels/webchat/articles/returns${query}`)).status;
    const queries = ['', '?version=1', '?version=2', '?version=4'];
    expect(await Promise.all(queries.map(published))).toEqual([200, 200, 200, 404]);
    expect((await api.call('DELETE', '/api/articles/returns', undefined, ops)).status).toBe(204);
    expect((await api.call('GET', '/api/articles/returns', undefined, ops)).status).toBe(404);
    expect((await api.call('GET', '/api/articles/returns?version=1', undefined, ops)).status).toBe(200);
    expect(await Promise.all(queries.map(published))).toEqual([404, 404, 404, 404]);
    expect((await put('Goods can be sent back.')).json).toMatchObject({ version: 4 });
    expect(await Promise.all(queries.map(published))).toEqual([200, 404, 404, 200]);
  });
});
