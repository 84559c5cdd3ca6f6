import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';
import type { TestApi } from './testing/test-api.ts';
import { startTestApi } from './testing/test-api.ts';

let database: TestDatabase;
let api: TestApi;
let developer: Record<string, string>;
let orders: { url: string; keys: string[]; close: () => void };

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
  orders = await startOrders();
  api = await startTestApi({
    database,
    config: { http: { allowedAddresses: ['127.0.0.1'] } },
  });
  developer = (await api.signIn('developer')).bearer;
  const body = 'You can send an unused item back within 30 days of its delivery.';
  const { bearer } = await api.signIn('ops');
  await api.call('PUT', '/api/articles/returns', { title: 'Sending an unused item back', body }, bearer);
});

afterAll(async () => {
  await api?.stop();
  await database?.drop();
  orders?.close();
});

/** A service that remembers under which idempotency keys it was asked. */
async function startOrders() {
  const keys: string[] = [];
  const server = createServer((request, response) => {
    keys.push(String(request.headers['idempotency-key']));
    response.setHeader('content-type', 'application/json').end('{"status":"sent"}');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, keys, close: () => server.close() };
}

const said = 'How long do I have to send an unused item back? I am ana@example.com';
const input = (config: object, nodes: object = {}) => ({
  config,
  messages: [{ id: 'm1', channel: 'webchat', conversation: 'simulated:webchat', text: said, sentAt: 1 }],
  customer: { id: 'pretend', verified: false },
  case: { id: 'simulated', turn: 1, values: {}, brief: { steps: [], facts: [], commitments: [] } },
  nodes,
  policies: { version: 1, values: {} },
  languages: ['en'],
});

type Answer = {
  outcome: { result?: { port: string; [field: string]: unknown }; error?: unknown };
  contents: object;
};

async function run(nodeType: string, given: object, more: object = {}): Promise<Answer> {
  const asked = { simulation: 'simulation-1', run: 'node#1', nodeType, input: given, ...more };
  const answer = await api.call('POST', '/api/flows/simulate/run', asked, developer);
  expect(answer.status, answer.text).toBe(200);
  return answer.json as unknown as Answer;
}

const lookUp = { url: '', method: 'GET', parameters: [], headers: [], timeout: '5s', expect: ['200-299'] };

describe('a node that acts, run for a simulation', () => {
  it('looks up and answers for real, with what it kept carried by whoever simulates', async () => {
    const found = await run('retrieve-knowledge', input({ query: said, limit: 5, minimumConfidence: 0 }));
    expect(found.outcome.result?.port).toBe('found');
    const nodes = { retrieve: { visit: 1, ...found.outcome.result } };
    const config = { from: 'retrieve', languages: [], offer: [], somethingElse: [], person: [] };
    const answer = await run('answer', input(config, nodes), { run: 'answer#1', contents: found.contents });
    expect(answer.outcome.result).toMatchObject({
      port: 'answered',
      say: [{ text: expect.stringContaining('30 days') }],
    });
    const without = await run('answer', input(config, nodes), { run: 'answer#1' });
    expect(without.outcome.error).toMatchObject({ code: 'simulation.no-content' });
  });

  it('calls other systems only where the author asked for it, once for each run, and never a forbidden address', async () => {
    const config = { ...lookUp, url: orders.url, pick: [{ name: 'status', path: 'body.status' }] };
    expect((await run('http-request', input(config))).outcome.error).toMatchObject({
      code: 'simulation.no-http',
    });
    expect(orders.keys).toEqual([]);
    for (let n = 0; n < 2; n += 1)
      expect((await run('http-request', input(config), { http: true })).outcome.result).toMatchObject({
        port: 'ok',
        output: { status: 200, fields: { status: 'sent' } },
      });
    expect(orders.keys).toHaveLength(2);
    expect(new Set(orders.keys).size).toBe(1);
    expect(orders.keys[0]).toMatch(/^sim-simulation-1:node#1/);
    const inside = { ...config, url: 'http://169.254.169.254/latest' };
    const refused = await run('http-request', input(inside), { http: true });
    expect(refused.outcome.error).toMatchObject({ code: 'http.refused-address' });
  });

  it('pretends customers, codes and channels, and writes nothing', async () => {
    const before = await everyRow();
    const who = await run(
      'resolve-identity',
      input({ claims: ['email'], knownBy: ['email'], country: 'GB' }),
      {
        identifiers: [{ kind: 'email', value: 'bo@example.com', level: 'verified' }],
      },
    );
    expect(who.outcome.result).toMatchObject({ port: 'known', customer: { id: 'pretend', verified: true } });
    const config = {
      needs: [],
      urgency: 'normal',
      costs: [],
      channels: [],
      calls: false,
      preference: 'channel',
    };
    const heard = [{ channel: 'webchat', at: Date.now(), messages: 1 }];
    const channel = await run('choose-channel', input(config), { heard });
    expect(channel.outcome.result).toMatchObject({ port: 'chosen', output: { channel: 'webchat' } });
    expect(await everyRow()).toEqual(before);
  });

  it('says what it cannot run, and takes no more than fits', async () => {
    const unknown = await run('ingest', input({}));
    expect(unknown.outcome.error).toMatchObject({ code: 'node.unknown-type' });
    const broken = await run('answer', input({ from: 1 }));
    expect(broken.outcome.error).toMatchObject({ code: expect.stringContaining('.') });
    const asked = { simulation: 'x', run: 'node', nodeType: 'answer', input: {} };
    const invalid = await api.call('POST', '/api/flows/simulate/run', asked, developer);
    expect(invalid.status).toBe(422);
    const large = { ...asked, contents: { a: 'x'.repeat(600_000) } };
    expect((await api.call('POST', '/api/flows/simulate/run', large, developer)).status).toBe(413);
  });

  it('leaves no word of it in the log', () => {
    const lines = api.lines.filter((line) => line.includes('a node ran for a simulation'));
    expect(lines.length).toBeGreaterThan(5);
    expect(lines.join('\n')).not.toMatch(/unused|example\.com|30 days/);
  });
});

/** Of what a case or a customer leaves behind. */
async function everyRow(): Promise<{ [collection: string]: number }> {
  const names = (await database.db.listCollections().toArray()).map(({ name }) => name).toSorted();
  const counts = await Promise.all(
    names.map(async (name) => [name, await database.db.collection(name).countDocuments({})]),
  );
  return Object.fromEntries(counts) as { [collection: string]: number };
}
