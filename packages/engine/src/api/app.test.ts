import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { readEvents } from '../channels/testing/read-events.ts';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';
import type { TestApi, TestApiOptions } from './testing/test-api.ts';
import { startTestApi, testPassword } from './testing/test-api.ts';
import { noGateway } from '../testing/no-gateway.ts';

let database: TestDatabase;
let api: TestApi;
let options: TestApiOptions;

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
  const pagesDir = mkdtempSync(join(tmpdir(), 'pages-'));
  mkdirSync(join(pagesDir, 'assets'));
  writeFileSync(join(pagesDir, 'index.html'), '<!doctype html><title>staff</title>');
  writeFileSync(join(pagesDir, 'chat.html'), '<!doctype html><title>chat</title>');
  writeFileSync(join(pagesDir, 'widget.js'), 'void 0;');
  writeFileSync(join(pagesDir, 'assets', 'main-4f3a.js'), 'void 0;');
  const failing = async () => {
    throw new Error('secret insides of 10.0.0.1');
  };
  options = {
    database,
    gateway: noGateway(failing),
    embeddingModelDir: inject('embeddingModelDir'),
    config: { metrics: { token: 'of-the-monitoring-alone' } },
    deps: { pagesDir },
  };
  api = await startTestApi(options);
});

afterAll(async () => {
  await api?.stop();
  await database?.drop();
});

const monitor = { Authorization: 'Bearer of-the-monitoring-alone' };
const get = (path: string, headers: Record<string, string> = {}) => api.call('GET', path, undefined, headers);

describe('health', () => {
  it('says that the process is up, and whether what it needs answers in time', async () => {
    expect((await get('/healthz')).json).toEqual({ up: true });
    expect((await get('/readyz')).json).toMatchObject({
      ready: true,
      checks: [{ name: 'mongodb', ok: true }],
    });
    const never = () => new Promise(() => {});
    const refused = async () => {
      throw new Error('connect ECONNREFUSED mongodb://user:password@db');
    };
    const other = await startTestApi({
      ...options,
      deps: {
        checks: [
          { name: 'mongodb', required: true, check: refused },
          { name: 'chroma', required: false, check: never },
        ],
      },
    });
    const { status, json, text } = await other.call('GET', '/readyz');
    expect(status).toBe(503);
    expect(json).toMatchObject({
      ready: false,
      checks: [
        { ok: false, reason: 'unreachable' },
        { ok: false, reason: 'timeout' },
      ],
    });
    expect(text).not.toContain('password');
    await other.stop();
  });

  it('counts requests by route, never by address or person', async () => {
    await get('/api/cases/of-somebody-secret?text=ana@example.com');
    await get('/some/unknown/path-of-somebody');
    const { text } = await get('/metrics', monitor);
    expect(text).toMatch(
      /throughline_http_request_seconds_count\{method="GET",route="\/api\/cases\/\{id\}",status="4xx"\} \d/,
    );
    expect(text).toMatch(/route="other"/);
    expect(text).not.toMatch(/somebody|ana@example/);
  });
});

describe('measurements', () => {
  const anonymous: Record<string, string>[] = [{}, { Authorization: 'Bearer wrong' }];

  it('are read by who carries the token, from wherever; staff and visitors have another', async () => {
    expect((await get('/metrics', monitor)).status).toBe(200);
    const { bearer, cookie } = await api.signIn('admin');
    const tried: Record<string, string>[] = [...anonymous, bearer, cookie];
    for (const headers of tried) {
      const refused = await get('/metrics', headers);
      expect([refused.status, refused.json['code']]).toEqual([
        401,
        headers['Authorization'] === undefined ? 'auth.needed' : 'auth.invalid-token',
      ]);
      expect(refused.text).not.toContain('throughline_http');
    }
    expect((await get('/metrics')).headers.get('www-authenticate')).toBe('Bearer');
  });

  it('without a token are for programs of this machine, where the API is for this machine alone', async () => {
    const [inPublic, local] = await Promise.all([
      startTestApi({ ...options, config: { metrics: {} } }),
      startTestApi({ ...options, config: { metrics: {}, publicUrl: 'http://127.0.0.1:8080' } }),
    ]);
    for (const headers of anonymous)
      expect((await inPublic.call('GET', '/metrics', undefined, headers)).status).toBe(401);
    expect((await local.call('GET', '/metrics')).status).toBe(200);
    const forwarded = { 'X-Forwarded-For': '127.0.0.1' };
    expect((await local.call('GET', '/metrics', undefined, forwarded)).status).toBe(401);
    await Promise.all([inPublic.stop(), local.stop()]);
  });
});

describe('logs', () => {
  it('name routes, outcomes and request ids, and hold nothing that anybody typed', async () => {
    const { bearer, email } = await api.signIn('admin');
    api.lines.length = 0;
    const asked = await get('/api/cases?text=Grandma+Secret', {
      ...bearer,
      'X-Request-Id': 'trace-12345678',
    });
    expect(asked.headers.get('x-request-id')).toBe('trace-12345678');
    await api.call('POST', '/api/session', { email, password: testPassword });
    await get('/api/cases/grandma@example.com', bearer);
    await api.call('PUT', '/api/policies/days', { type: 'number', value: 3, title: 'Grandma days' }, bearer);
    const written = api.lines.join('');
    expect(written).toContain('"route":"/api/cases/{id}"');
    expect(written).toContain('"requestId":"trace-12345678"');
    expect(written).not.toMatch(/grandma|throughline_|Bearer|Cookie/i);
    expect(written).not.toContain(email);
    expect(written).not.toContain(testPassword);
    expect(written).not.toContain('127.0.0.1');
  });

  it('keep what failed on our side, of which the answer says nothing but an id', async () => {
    const opened = await api.call('POST', '/channels/webchat/sessions', {});
    api.lines.length = 0;
    const failed = await api.call(
      'POST',
      '/channels/webchat/messages',
      { id: crypto.randomUUID(), text: 'Hello Grandma' },
      { Authorization: `Bearer ${String(opened.json['token'])}` },
    );
    expect([failed.status, failed.json['code']]).toEqual([500, 'internal']);
    expect(failed.text).not.toMatch(/insides|\.ts/);
    const written = api.lines.join('');
    expect(written).toContain('secret insides');
    expect(written).toContain(String(failed.json['requestId']));
    expect(written).not.toContain('Grandma');
  });
});

describe('headers and pages', () => {
  it('allow nothing from outside, and no inline script', async () => {
    const policy = (await get('/chat')).headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'self'");
    expect(policy).not.toMatch(/script-src[^;]*unsafe|https?:|\*/);
    const { headers } = await get('/healthz');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('strict-transport-security')).toBeNull();
  });

  it('serve the staff’s document for the staff’s paths, the chat’s for the chat, and files as they are', async () => {
    expect((await get('/')).headers.get('location')).toBe('/desk');
    for (const path of [
      '/login',
      '/setup?token=x',
      '/desk',
      '/desk/some-id',
      '/cases/some-id',
      '/mails',
      '/audit',
    ]) {
      expect((await get(path)).text, path).toContain('staff');
    }
    expect((await get('/chat')).text).toContain('chat');
    const widget = await get('/widget.js');
    expect(widget.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect((await get('/assets/main-4f3a.js')).headers.get('cache-control')).toContain('immutable');
    for (const path of ['/assets/none.js', '/index.php', '/assets/..%2f..%2f..%2fetc%2fpasswd', '/.env']) {
      const missing = await get(path);
      expect([missing.status, missing.json['code']], path).toEqual([404, 'route.not-found']);
    }
  });

  it('carry a secure cookie and HSTS where the public address is https', async () => {
    const secure = await startTestApi({ ...options, config: { publicUrl: 'https://support.example.com' } });
    const { email } = await secure.signIn('agent');
    const signedIn = await secure.call('POST', '/api/session', { email, password: testPassword });
    expect(signedIn.headers.get('set-cookie')).toMatch(
      /^__Host-throughline=.*; Path=\/;.*; HttpOnly; Secure/,
    );
    expect(signedIn.headers.get('strict-transport-security')).toContain('max-age');
    await secure.stop();
  });
});

describe('limits', () => {
  it('slow down who guesses passwords, by address, and say for how long', async () => {
    const limited = await startTestApi({ ...options, config: { rateLimitScale: 0.25 } });
    const guess = () => limited.call('POST', '/api/session', { email: 'ada@example.com', password: 'guess' });
    const statuses = [];
    for (let attempt = 0; attempt < 6; attempt++) statuses.push((await guess()).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
    const refused = await guess();
    expect(refused.json['code']).toBe('rate.limited');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(800);
    expect((await limited.call('GET', '/healthz')).status).toBe(200);
    await limited.stop();
  });
});

describe('stopping', () => {
  it('ends streams, lets requests finish, and closes the port', async () => {
    const stopping = await startTestApi(options);
    const { bearer } = await stopping.signIn('agent');
    const stream = readEvents(`${stopping.url}/api/events?topics=cases`, bearer);
    await stream.opened;
    const started = Date.now();
    await stopping.stop();
    await stream.ended;
    expect(Date.now() - started).toBeLessThan(900);
    await expect(stopping.call('GET', '/healthz')).rejects.toThrow('fetch failed');
  });
});
