import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { catalogue } from '@throughline/nodes/catalogue';
import { compile } from '@throughline/flow/compile';
import { parseFlow } from '@throughline/flow/validate';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { createAnswerer } from '../models/answerer.ts';
import { createOpenAiEmbedder } from '../models/openai-embedder.ts';
import { createOpenAiModel } from '../models/openai.ts';
import { caseRow } from '../testing/case-row.ts';
import { noGateway } from '../testing/no-gateway.ts';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';
import { permissions } from './permissions.ts';
import type { TestApi } from './testing/test-api.ts';
import { startTestApi } from './testing/test-api.ts';

let database: TestDatabase;
let api: TestApi;
let admin: Awaited<ReturnType<TestApi['signIn']>>;
let auditor: Record<string, string>;
let now = Date.UTC(2026, 0, 1);

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
  api = await startTestApi({
    database,
    deps: { now: () => now },
  });
  now = Date.now();
  admin = await api.signIn('admin');
  auditor = (await api.signIn('auditor')).bearer;
});

afterAll(async () => {
  await api?.stop();
  await database?.drop();
});

const ask = async (method: string, path: string, body?: object) => api.call(method, path, body, admin.cookie);

type Change = {
  id: string;
  at: number;
  by: { id: string; name: string };
  action: string;
  subject?: string;
  outcome: string;
  reason?: string;
  details?: object;
};

async function changes(
  query = '',
): Promise<{ changes: Change[]; next?: { before: number; beforeId: string } }> {
  const { status, json } = await api.call('GET', `/api/changes${query}`, undefined, auditor);
  expect(status).toBe(200);
  return json as unknown as { changes: Change[] };
}

describe('the record of changes', () => {
  it('has every change of the settings, by whom, with what was done', async () => {
    const policy = { type: 'number', value: 30, title: 'Days to send something back' };
    await ask('PUT', '/api/policies/returnDays', policy);
    const credential = { kind: 'bearer', hosts: ['api.example.com'], token: 'a secret nobody may see' };
    await ask('PUT', '/api/credentials/order-service', credential);
    await ask('DELETE', '/api/credentials/order-service');
    const token = await ask('POST', '/api/tokens', { name: 'nightly report', role: 'auditor' });
    await ask('DELETE', `/api/tokens/${String(token.json['id'])}`);
    await ask('POST', '/api/users', { email: 'bo@example.com', role: 'agent' });
    const { json } = await ask('GET', '/api/users');
    const [invitation] = json['invitations'] as { id: string; email: string }[];
    expect(invitation).toMatchObject({ email: 'bo@example.com', role: 'agent' });
    await ask('DELETE', `/api/invitations/${invitation!.id}`);
    const bo = await api.signIn('agent');
    await ask('PATCH', `/api/users/${bo.id}`, { role: 'ops' });
    await ask('PATCH', `/api/users/${bo.id}`, { disabled: true });
    await ask('PATCH', `/api/users/${admin.id}`, { role: 'agent' });

    const { changes: all } = await changes(`?person=${admin.id}`);
    expect(all.every(({ by }) => by.name === 'admin')).toBe(true);
    expect(all.map(({ action, outcome }) => `${action} ${outcome}`).toSorted()).toEqual([
      'credential.remove done',
      'credential.set done',
      'policy.set done',
      'token.create done',
      'token.revoke done',
      'user.change done',
      'user.change done',
      'user.change refused',
      'user.invite done',
      'user.uninvite done',
    ]);
    expect(all.find(({ reason }) => reason)).toMatchObject({ reason: 'user.last-admin' });
    expect(all.map(({ details }) => details)).toContainEqual({ role: { from: 'agent', to: 'ops' } });
    expect(JSON.stringify(all)).not.toContain('a secret nobody may see');
    expect(JSON.stringify(all)).not.toContain(String(token.json['token']));
  });

  it('is read in pages, by person and by kind, and misses nothing at one moment', async () => {
    const at = now + 1_000;
    const log = (n: number) =>
      api.stores.users.log({
        at,
        actor: 'somebody',
        action: 'policy.set',
        subject: `p${n}`,
        outcome: 'done',
      });
    await Promise.all(Array.from({ length: 25 }, (_, n) => log(n)));
    const seen: string[] = [];
    let next: { before: number; beforeId: string } | undefined;
    do {
      const more = next ? `&before=${next.before}&beforeId=${next.beforeId}` : '';
      const page = await changes(`?person=somebody&kind=policy&limit=10${more}`);
      expect(page.changes.length).toBeLessThanOrEqual(10);
      seen.push(...page.changes.map(({ subject }) => subject ?? ''));
      next = page.next;
    } while (next);
    expect(seen.toSorted()).toEqual(Array.from({ length: 25 }, (_, n) => `p${n}`).toSorted());
    expect((await changes('?kind=token&person=somebody')).changes).toEqual([]);
    // A name that only begins alike is another kind.
    expect((await changes('?kind=polic')).changes).toEqual([]);
    expect((await api.call('GET', '/api/changes?kind=.*', undefined, auditor)).status).toBe(400);
  });
});

describe('policies', () => {
  it('tell every value they had, who gave it and when', async () => {
    const set = (value: number) =>
      ask('PUT', '/api/policies/refundDays', { type: 'number', value, title: 'Days for a refund' });
    await set(14);
    now += 60_000;
    await set(30);
    const { json } = await ask('GET', '/api/policies/refundDays/history');
    expect(json['changes']).toMatchObject([
      { value: 30, author: { id: admin.id, name: 'admin' }, at: now },
      { value: 14, author: { id: admin.id, name: 'admin' }, at: now - 60_000 },
    ]);
    expect((await ask('GET', '/api/policies/nothing/history')).json['code']).toBe('policy.not-found');
  });

  it('tell which live flows and articles use them', async () => {
    const flow = parseFlow({
      schema: 1,
      id: 'uses',
      title: 'Uses of settings',
      settings: { fallbackQueue: 'people', languages: ['en'] },
      nodes: [
        { id: 'start', type: 'ingest', title: 'Start', config: {} },
        { id: 'say', type: 'send-message', title: 'Tell', config: { text: '{{ policy.refundDays }} days' } },
      ],
      edges: [{ id: 'e1', from: 'start', port: 'started', to: 'say' }],
    })!;
    const plan = compile(flow, catalogue);
    await api.stores.flows.publish({ flow, hash: plan.flow.hash, plan, author: admin.id, at: now });
    await ask('PUT', '/api/articles/refunds', {
      title: 'Refunds',
      language: 'en',
      body: 'You have {{ policy.refundDays }} days.',
    });
    const { json } = await ask('GET', '/api/uses');
    expect(json['uses']).toEqual([
      {
        kind: 'policy',
        name: 'refundDays',
        in: { type: 'flow', id: 'uses', title: 'Uses of settings', node: 'say', nodeTitle: 'Tell' },
      },
      { kind: 'policy', name: 'refundDays', in: { type: 'article', id: 'refunds', title: 'Refunds' } },
    ]);
  });

  it('are removed when nothing reads them, also not a version that cases still run', async () => {
    const remove = (name: string) => ask('DELETE', `/api/policies/${name}`);
    const used = await remove('refundDays');
    expect([used.status, used.json]).toMatchObject([
      409,
      {
        code: 'policy.in-use',
        detail:
          'It is read by the flow “Uses of settings” (“Tell”), the article “Refunds”. Change that first.',
      },
    ]);

    const { flowId, live } = (await api.stores.flows.summary('uses'))!;
    const version = (await api.stores.flows.drawn(live))!;
    const { nodes, ...rest } = parseFlow(version.flow)!;
    const next = {
      ...rest,
      nodes: nodes.map((node) => (node.id === 'say' ? { ...node, config: { text: 'Hello.' } } : node)),
    };
    const plan = compile(next, catalogue);
    await api.stores.flows.publish({ flow: next, hash: plan.flow.hash, plan, author: admin.id, at: now });
    await ask('DELETE', '/api/articles/refunds');
    const open = vi.spyOn(api.stores.cases, 'openByVersion');
    open.mockImplementation(async (of) => new Map(of === flowId ? [[live, 1]] : []));
    expect((await remove('refundDays')).json['code']).toBe('policy.in-use');
    open.mockRestore();

    now += 60_000;
    expect((await remove('refundDays')).status).toBe(204);
    expect((await remove('refundDays')).json['code']).toBe('policy.not-found');
    const { policies } = (await ask('GET', '/api/policies')).json as { policies: { name: string }[] };
    expect(policies.map(({ name }) => name)).not.toContain('refundDays');
    const { changes } = (await ask('GET', '/api/policies/refundDays/history')).json;
    expect(changes).toMatchObject([
      { value: 30, removed: true, author: { name: 'admin' } },
      { value: 30 },
      { value: 14 },
    ]);
    const record = (await ask('GET', '/api/changes?kind=policy&limit=1')).json;
    expect(record['changes']).toMatchObject([{ action: 'policy.remove', subject: 'refundDays' }]);
  });
});

it('says what each role may do as the table of permissions has it', async () => {
  const { json } = await ask('GET', '/api/roles');
  const areas = json['areas'] as { actions: { route: string; roles: string[]; summary: string }[] }[];
  const actions = areas.flatMap((area) => area.actions);
  expect(actions.length).toBeGreaterThan(50);
  expect(
    actions.filter(({ route, roles }) => JSON.stringify(permissions[route]) !== JSON.stringify(roles)),
  ).toEqual([]);
});

it('says when an API token was used last', async () => {
  const made = await ask('POST', '/api/tokens', { name: 'used', role: 'auditor' });
  const lastUse = async () => {
    const { json } = await ask('GET', '/api/tokens');
    const tokens = json['tokens'] as { id: string; lastUsedAt?: number }[];
    return tokens.find(({ id }) => id === made.json['id'])?.lastUsedAt;
  };
  expect(await lastUse()).toBeUndefined();
  const bearer = { Authorization: `Bearer ${String(made.json['token'])}` };
  await api.call('GET', '/api/session', undefined, bearer);
  expect(await lastUse()).toBe(now);
});

describe('retention', () => {
  const kept = { caseDays: 90, customersToo: true, mailDays: 30, feedDays: 7 };

  it('keeps what was said for ever until somebody decides otherwise, and says what a sweep would erase', async () => {
    expect((await ask('GET', '/api/retention')).json).toEqual({ ...kept, caseDays: null, version: 0 });
    for (const days of [10, 100, 200])
      await api.stores.cases.create({
        ...caseRow(`closed-${days}`),
        owner: 'nobody',
        closedAt: now - days * 24 * 3_600_000,
      });
    const would = async (caseDays: number | null) =>
      (await ask('POST', '/api/retention/preview', { ...kept, caseDays })).json;
    expect(await would(90)).toMatchObject({ cases: 2, oldest: now - 200 * 24 * 3_600_000, more: false });
    expect(await would(150)).toMatchObject({ cases: 1 });
    expect(await would(null)).toMatchObject({ cases: 0 });
    expect((await would(6))['errors']).toMatchObject([
      { field: 'caseDays', fix: expect.stringContaining('7') },
    ]);
  });

  it('is set by one who saw how it is, and logged from what to what', async () => {
    const set = await ask('PUT', '/api/retention', { ...kept, version: 0 });
    expect(set.json).toMatchObject({ ...kept, version: 1, changed: { by: { name: 'admin' }, at: now } });
    const late = await ask('PUT', '/api/retention', { ...kept, caseDays: 7, version: 0 });
    expect([late.status, late.json['code']]).toEqual([409, 'retention.changed']);
    expect((await ask('PUT', '/api/retention', { ...kept, mailDays: 0, version: 1 })).json).toMatchObject({
      errors: [{ field: 'mailDays' }],
    });
    const { changes: logged } = await changes('?kind=retention');
    expect(logged).toMatchObject([
      { action: 'retention.set', details: { caseDays: { from: null, to: 90 } }, by: { name: 'admin' } },
    ]);
  });
});

describe('models', () => {
  const secret = 'sk-a-key-that-nobody-may-see';

  it('say what answers and what it took, and are tried for real', async () => {
    const { json } = await ask('GET', '/api/models');
    expect(json).toMatchObject({
      model: { offline: true },
      embedder: { offline: true },
      spent: { calls: 0 },
    });
    const trial = async (what: string) =>
      (await ask('POST', '/api/models/trials', { what, id: randomUUID() })).json['trial'];
    expect(await trial('model')).toMatchObject({
      ok: true,
      result: expect.stringContaining('three working days'),
    });
    expect(await trial('embedder')).toMatchObject({
      ok: true,
      result: expect.stringMatching(/^Vectors of 384 numbers.*as it should be\.$/),
    });
    const { changes: logged } = await changes('?kind=model');
    // Of the same millisecond, perhaps.
    expect(new Set(logged.map(({ subject }) => subject))).toEqual(new Set(['embedder', 'model']));
  });

  it('say what is wrong with a key, and not the key', async () => {
    const service = createServer((_request, response) => {
      response.writeHead(401, { 'content-type': 'application/json' }).end('{"error":{"message":"wrong"}}');
    });
    await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
    const baseUrl = `http://127.0.0.1:${(service.address() as AddressInfo).port}/v1`;
    const openai = { apiKey: secret, baseUrl, model: 'gpt-test', embeddingModel: 'embed-test' };
    const model = createOpenAiModel(openai);
    const other = await startTestApi({
      ...{
        database,
        gateway: noGateway(async () => Promise.reject(new Error('no case'))),
        config: { openai },
      },
      deps: {
        answerer: createAnswerer({ model }),
        embedder: createOpenAiEmbedder({ ...openai, model: 'embed-test' }),
      },
    });
    try {
      const { cookie } = await other.signIn('ops');
      const shown = await other.call('GET', '/api/models', undefined, cookie);
      expect(shown.json).toMatchObject({
        model: { name: 'gpt-test', offline: false, service: new URL(baseUrl).host },
        embedder: { name: 'embed-test', offline: false },
      });
      for (const what of ['model', 'embedder']) {
        const body = { what, id: randomUUID() };
        const { json } = await other.call('POST', '/api/models/trials', body, cookie);
        expect(json['trial']).toMatchObject({
          ok: false,
          error: { code: 'model.refused', fix: expect.stringContaining('OPENAI_API_KEY') },
        });
        expect(JSON.stringify([json, shown.json])).not.toContain(secret);
      }
    } finally {
      await other.stop();
      service.closeAllConnections();
      service.close();
    }
  });
});
