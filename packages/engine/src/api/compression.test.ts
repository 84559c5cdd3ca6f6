import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';
import type { TestApi } from './testing/test-api.ts';
import { startTestApi } from './testing/test-api.ts';

const script = `export const words = ${JSON.stringify('throughline '.repeat(500))};`;
const plain = 'export const small = 1;';
const document = '<!doctype html><title>Chat</title>';
const publicUrl = 'http://support.example.com';

let database: TestDatabase;
let api: TestApi;
let admin: Awaited<ReturnType<TestApi['signIn']>>;

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
  const pagesDir = mkdtempSync(join(tmpdir(), 'pages-'));
  mkdirSync(join(pagesDir, 'assets'));
  for (const name of ['widget.js', 'assets/main-4f3a.js']) {
    writeFileSync(join(pagesDir, name), script);
    writeFileSync(join(pagesDir, `${name}.br`), brotliCompressSync(script));
    writeFileSync(join(pagesDir, `${name}.gz`), gzipSync(script));
  }
  writeFileSync(join(pagesDir, 'assets', 'small-1.js'), plain);
  writeFileSync(join(pagesDir, 'chat.html'), document);
  api = await startTestApi({
    database,
    config: { publicUrl },
    deps: { pagesDir, heartbeatMs: 50 },
  });
  admin = await api.signIn('admin');
});

afterAll(async () => {
  await api?.stop();
  await database?.drop();
});

type Answer = { status: number; headers: Record<string, string | string[] | undefined>; bytes: Buffer };

/** As it comes over the wire: `fetch` would unpack it. */
function get(path: string, headers: Record<string, string> = {}, method = 'GET', body = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(`${api.url}${path}`, { method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          bytes: Buffer.concat(chunks),
        }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

describe('files of the pages', () => {
  it('come in the smallest form the browser takes, each with a tag of its own', async () => {
    const [br, gzip, whole] = await Promise.all(
      ['gzip, deflate, br', 'gzip', 'identity'].map((encodings) =>
        get('/assets/main-4f3a.js', { 'Accept-Encoding': encodings }),
      ),
    );
    expect(br?.headers).toMatchObject({
      'content-encoding': 'br',
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    });
    expect(brotliDecompressSync(br!.bytes).toString()).toBe(script);
    expect(gzip?.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(gzip!.bytes).toString()).toBe(script);
    expect(whole?.headers['content-encoding']).toBeUndefined();
    expect(whole?.bytes.toString()).toBe(script);
    for (const answer of [br, gzip, whole]) expect(answer?.headers['vary']).toContain('Accept-Encoding');
    expect(new Set([br, gzip, whole].map((answer) => answer?.headers['etag'])).size).toBe(3);
  });

  it('are known again by their tag', async () => {
    const first = await get('/widget.js', { 'Accept-Encoding': 'br' });
    expect(first.headers['cross-origin-resource-policy']).toBe('cross-origin');
    const tag = String(first.headers['etag']);
    const again = await get('/widget.js', { 'Accept-Encoding': 'br', 'If-None-Match': tag });
    expect([again.status, again.bytes.length]).toEqual([304, 0]);
    const other = await get('/widget.js', { 'Accept-Encoding': 'gzip', 'If-None-Match': tag });
    expect(other.status).toBe(200);
  });

  it('are not said to be compressed where a range or a condition is not of the smaller form', async () => {
    const compressed = { 'Accept-Encoding': 'br' };
    const range = await get('/widget.js', { ...compressed, Range: 'bytes=2000-2009' });
    expect(range.status).toBe(206);
    expect(range.headers['content-range']).toBe(`bytes 2000-2009/${script.length}`);
    expect(range.headers['content-encoding']).toBeUndefined();
    expect(range.bytes.toString()).toBe(script.slice(2000, 2010));

    const whole = await get('/widget.js', { 'Accept-Encoding': 'identity' });
    const matching = await get('/widget.js', { ...compressed, 'If-Match': String(whole.headers['etag']) });
    expect([matching.status, matching.headers['content-encoding']]).toEqual([200, undefined]);
    expect(matching.bytes.toString()).toBe(script);
  });

  it.each([
    ['whole', 'identity'],
    ['compressed', 'br'],
  ])('that are not what a condition or a range asks for say so by their status: %s', async (_, encoding) => {
    const refusal = async (path: string, asked: Record<string, string>) => {
      const { status, headers, bytes } = await get(path, { 'Accept-Encoding': encoding, ...asked });
      expect(headers['content-encoding']).toBeUndefined();
      expect(headers).toMatchObject({
        'content-type': 'application/problem+json; charset=utf-8',
        'cache-control': 'no-store',
      });
      const { code } = JSON.parse(bytes.toString()) as { code: string };
      return { status, code, range: headers['content-range'] };
    };
    const changed = { status: 412, code: 'request.precondition-failed', range: undefined };
    const longAgo = new Date(0).toUTCString();
    for (const path of ['/widget.js', '/chat']) {
      expect(await refusal(path, { 'If-Match': '"another"' })).toEqual(changed);
      expect(await refusal(path, { 'If-Unmodified-Since': longAgo })).toEqual(changed);
    }
    const beyond = { status: 416, code: 'request.range-not-satisfiable' };
    expect(await refusal('/widget.js', { Range: 'bytes=900000-' })).toEqual({
      ...beyond,
      range: `bytes */${script.length}`,
    });
    expect(await refusal('/chat', { Range: 'bytes=900000-' })).toEqual({
      ...beyond,
      range: `bytes */${document.length}`,
    });
  });

  it('come as they are where the build made no smaller form; what is not there is a problem in plain JSON', async () => {
    const small = await get('/assets/small-1.js', { 'Accept-Encoding': 'br' });
    expect(small.headers['content-encoding']).toBeUndefined();
    expect(small.bytes.toString()).toBe(plain);
    for (const path of ['/assets/none.js', '/assets/..%2f..%2f..%2fsecret.js', '/%ff.js']) {
      const missing = await get(path, { 'Accept-Encoding': 'br' });
      expect(missing.headers['content-encoding'], path).toBeUndefined();
      expect(missing.headers['content-type'], path).toContain('application/problem+json');
      expect(missing.status, path).toBeGreaterThanOrEqual(400);
      expect(missing.status, path).toBeLessThan(500);
    }
  });
});

describe('answers of the API', () => {
  it('are compressed where they hold nothing to guess', async () => {
    const headers = { ...admin.bearer, 'Accept-Encoding': 'gzip' };
    const whole = await get('/api/nodes', { ...admin.bearer, 'Accept-Encoding': 'identity' });
    const small = await get('/api/nodes', headers);
    expect(small.headers).toMatchObject({ 'content-encoding': 'gzip', 'cache-control': 'no-store' });
    expect(small.headers['vary']).toContain('Accept-Encoding');
    expect(gunzipSync(small.bytes).equals(whole.bytes)).toBe(true);
    expect(small.bytes.length).toBeLessThan(whole.bytes.length / 3);
    const tag = String(small.headers['etag']);
    expect((await get('/api/nodes', { ...headers, 'If-None-Match': tag })).status).toBe(304);
  });

  it('are never compressed where they hold a secret, or customers’ words beside other customers’', async () => {
    const headers = {
      ...admin.cookie,
      Origin: publicUrl,
      'Content-Type': 'application/json',
      'Accept-Encoding': 'gzip, br',
    };
    const token = await get(
      '/api/tokens',
      headers,
      'POST',
      JSON.stringify({ name: 'a'.repeat(90), role: 'developer' }),
    );
    for (let n = 0; n < 12; n++) await api.signIn('agent');
    const users = await get('/api/users', headers);
    const cases = await get('/api/cases', headers);
    expect(users.bytes.length).toBeGreaterThan(1_024);
    expect([token.status, users.status, cases.status]).toEqual([201, 200, 200]);
    for (const answer of [token, users, cases]) expect(answer.headers['content-encoding']).toBeUndefined();
  });

  it('come at once and as they are in event streams', async () => {
    const abort = new AbortController();
    const response = await fetch(`${api.url}/api/events?topics=flows`, {
      headers: { ...admin.bearer, 'Accept-Encoding': 'gzip, br' },
      signal: abort.signal,
    });
    expect(response.headers.get('content-encoding')).toBeNull();
    const reader = response.body!.getReader();
    const { value } = await reader.read();
    expect(Buffer.from(value!).toString()).toContain('retry: 1000');
    let heard = '';
    while (!heard.includes(': still here')) {
      const { value: next } = await reader.read();
      heard += Buffer.from(next!).toString();
    }
    abort.abort();
  });
});
