import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HttpTimeout } from '@throughline/nodes/run-context';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RefusedAddress, checkAddress } from './address-check.ts';
import { createGuardedHttp } from './guarded-http.ts';

let server: Server;
let base: string;
let seen: { url: string; headers: IncomingMessage['headers'] }[] = [];
let failures = 0;

beforeAll(async () => {
  server = createServer(answer).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

const open = (allowedAddresses: string[], signal = new AbortController().signal) =>
  createGuardedHttp(allowedAddresses)({
    signal,
    idempotencyKey: 'case-1:orders#1',
    credentialHeaders: async () => ({ authorization: 'Bearer secret' }),
  });
const loopback = open(['127.0.0.0/8', '::1']);
const request = (path: string, more = {}) => ({
  method: 'GET' as const,
  url: base + path,
  timeoutMs: 2_000,
  ...more,
});

describe('guarded http', () => {
  it('answers with status, headers and parsed JSON, and carries the idempotency key', async () => {
    seen = [];
    const response = await loopback.request(request('/json'));
    expect(response).toMatchObject({ status: 200, body: { ok: true } });
    expect(seen[0]?.headers['idempotency-key']).toMatch(/^case-1:orders#1:[0-9a-f]{24}$/);
  });

  it('gives the same request the same key on every run, and different requests different ones', async () => {
    seen = [];
    const post = (path: string, body: object) => request(path, { method: 'POST', body });
    const requests = [
      post('/json', { refund: 5 }),
      post('/json', { refund: 6 }),
      post('/json?notify=yes', { refund: 5 }),
      request('/json', { method: 'PUT', body: { refund: 5 } }),
      request('/json'),
    ];
    // As a first run and the one after a crash would send them, in whatever order.
    await Promise.all(requests.map((each) => loopback.request(each)));
    await Promise.all(requests.map((each) => open(['127.0.0.0/8']).request(each)));
    const keys = seen.map(({ headers }) => headers['idempotency-key']);
    expect(keys).toHaveLength(10);
    expect(new Set(keys).size).toBe(5);
  });

  it('gives each request of a redirect a key of its own', async () => {
    seen = [];
    await loopback.request(request('/redirect?to=/json', { method: 'POST', body: { refund: 5 } }));
    expect(new Set(seen.map(({ headers }) => headers['idempotency-key'])).size).toBe(2);
  });

  it('leaves the key to a request that brings its own', async () => {
    seen = [];
    await loopback.request(request('/json', { headers: { 'Idempotency-Key': 'refund-4711' } }));
    expect(seen[0]?.headers['idempotency-key']).toBe('refund-4711');
  });

  it.each([
    ['a loopback address', () => base + '/json'],
    ['a name that resolves to loopback', () => base.replace('127.0.0.1', 'localhost') + '/json'],
    ['IPv6 loopback', () => 'http://[::1]:9/'],
    ['an IPv4 address in hexadecimal', () => 'http://0x7f000001:9/'],
    ['a private network', () => 'http://10.0.0.8/'],
    ['the metadata address', () => 'http://169.254.169.254/latest/meta-data'],
    ['an IPv4 address mapped to IPv6', () => 'http://[::ffff:127.0.0.1]:9/'],
  ])('refuses %s', async (_, url) => {
    await expect(open([]).request({ method: 'GET', url: url(), timeoutMs: 2_000 })).rejects.toMatchObject({
      code: 'http.refused-address',
    });
  });

  it('refuses a redirect to a refused address, and does not follow it', async () => {
    seen = [];
    const only = open([`${new URL(base).hostname}/32`]);
    await expect(only.request(request('/redirect?to=http://127.0.0.2:9/'))).rejects.toMatchObject({
      code: 'http.refused-address',
    });
    expect(seen).toHaveLength(1);
  });

  it('keeps headers and credentials from another origin', async () => {
    seen = [];
    const elsewhere = `${base.replace('127.0.0.1', 'localhost')}/json`;
    await loopback.request(
      request(`/redirect?to=${elsewhere}`, { headers: { 'x-key': 'k' }, credential: 'shop' }),
    );
    expect(seen[0]?.headers).toMatchObject({ 'x-key': 'k', authorization: 'Bearer secret' });
    expect(seen[1]?.headers['x-key']).toBeUndefined();
    expect(seen[1]?.headers.authorization).toBeUndefined();
  });

  it('ends an endless redirect', async () => {
    await expect(loopback.request(request('/loop'))).rejects.toMatchObject({
      code: 'http.too-many-redirects',
    });
  });

  it('tries again after 503, with the same key, and then answers', async () => {
    seen = [];
    failures = 2;
    await expect(loopback.request(request('/flaky'))).resolves.toMatchObject({ status: 200 });
    expect(new Set(seen.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
    expect(seen).toHaveLength(3);
  });

  it('gives the last status when trying again does not help', async () => {
    failures = 99;
    await expect(loopback.request(request('/flaky'))).resolves.toMatchObject({ status: 503 });
  });

  it('stops when time is up', async () => {
    await expect(loopback.request(request('/never', { timeoutMs: 100 }))).rejects.toBeInstanceOf(HttpTimeout);
  });

  it('gives up with its run, which is no answer', async () => {
    const given = new AbortController();
    const asked = open(['127.0.0.0/8'], given.signal).request(request('/never'));
    given.abort(new Error('the worker ends'));
    await expect(asked).rejects.toThrow('the worker ends');
  });

  it('stops reading an answer that is too large', async () => {
    await expect(loopback.request(request('/huge'))).rejects.toMatchObject({ code: 'http.too-large' });
  });

  it.each(['ftp://example.com/', 'not a url', 'http://user:secret@example.com/', 'file:///etc/passwd'])(
    'refuses the URL %s',
    async (url) => {
      await expect(loopback.request({ method: 'GET', url, timeoutMs: 100 })).rejects.toMatchObject({
        code: 'http.bad-url',
      });
    },
  );
});

describe('checkAddress', () => {
  it.each(['93.184.216.34', '2606:2800:220:1::1'])('lets the public address %s pass', (address) => {
    expect(() => checkAddress('example.com', address, [])).not.toThrow();
  });
  it.each(['64:ff9b::7f00:1', '2002:7f00:1::', '0.0.0.0', '100.64.0.1', 'fe80::1', 'fd00::1', '224.0.0.1'])(
    'refuses %s',
    (address) => {
      expect(() => checkAddress('example.com', address, [])).toThrow(RefusedAddress);
    },
  );
});

function answer(req: IncomingMessage, res: ServerResponse): void {
  const url = new URL(req.url ?? '/', base);
  seen.push({ url: url.pathname, headers: req.headers });
  const json = (status: number, body: unknown) =>
    res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  if (url.pathname === '/json') json(200, { ok: true });
  else if (url.pathname === '/redirect')
    res.writeHead(302, { location: url.searchParams.get('to') ?? '' }).end();
  else if (url.pathname === '/loop') res.writeHead(302, { location: '/loop' }).end();
  else if (url.pathname === '/flaky') json(failures-- > 0 ? 503 : 200, {});
  else if (url.pathname === '/huge') res.writeHead(200).end('x'.repeat(2_000_000));
  else if (url.pathname !== '/never') json(404, {});
}
