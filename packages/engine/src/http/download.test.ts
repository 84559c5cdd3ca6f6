import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FileRefused } from '../channels/channel.ts';
import { download, headersAt } from './download.ts';

let provider: Server;
let elsewhere: Server;
let seen: { url: string | undefined; authorization: string | undefined }[] = [];

const start = async () => {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return server;
};
const baseOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

beforeAll(async () => {
  [provider, elsewhere] = await Promise.all([start(), start()]);
});
beforeEach(() => void (seen = []));
afterAll(() => {
  provider.closeAllConnections();
  provider.close();
  elsewhere.close();
});

function answer(request: IncomingMessage, response: ServerResponse): void {
  seen.push({ url: request.url, authorization: request.headers.authorization });
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://x');
  if (pathname === '/file') return void response.setHeader('content-type', 'image/png').end('bytes');
  if (pathname === '/to')
    return void response.writeHead(307, { location: searchParams.get('url') ?? '' }).end();
  if (pathname === '/never') return;
  if (pathname === '/endless') {
    const timer = setInterval(() => response.write(Buffer.alloc(64_000)), 1);
    response.once('close', () => clearInterval(timer));
    return;
  }
  response.writeHead(Number(pathname.slice(1))).end('no');
}

function get(path: string, more: Partial<Parameters<typeof download>[1]> = {}) {
  const own = baseOf(provider);
  const headers = { authorization: 'Basic secret' };
  const signal = AbortSignal.timeout(5_000);
  return download(path.startsWith('/') ? own + path : path, {
    own,
    headers,
    signal,
    maxBytes: 1_000_000,
    ...more,
  });
}
const refusal = async (asking: Promise<unknown>) => {
  const error: unknown = await asking.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof FileRefused ? error.code : error;
};

describe('a file of a provider', () => {
  it('is read with its type, and with credentials where the provider itself is', async () => {
    const { bytes, mediaType } = await get('/file');
    expect([Buffer.from(bytes).toString(), mediaType]).toEqual(['bytes', 'image/png']);
    expect(seen).toEqual([{ url: '/file', authorization: 'Basic secret' }]);
  });

  it('is followed, elsewhere without them', async () => {
    await get(`/to?url=${encodeURIComponent('/file')}`);
    expect(seen.map(({ authorization }) => authorization)).toEqual(['Basic secret', 'Basic secret']);
    const of = { own: 'https://api.example.com/v1', headers: { authorization: 'Basic secret' } };
    const sent = (at: string) => headersAt(new URL(at), of)['authorization'];
    expect(sent('https://api.example.com/file')).toBe('Basic secret');
    for (const other of [
      'http://api.example.com/file',
      'https://api.example.com:444/',
      'https://cdn.example.com',
    ])
      expect(sent(other), other).toBeUndefined();
  });

  it('is refused at addresses that are not public, wherever it came from', async () => {
    const inside = [
      baseOf(elsewhere),
      'http://169.254.169.254/latest',
      'http://[::1]:1/',
      'http://localhost:1/',
    ];
    for (const address of inside) {
      expect(await refusal(get(address)), address).toBe('file.refused-address');
      const at = encodeURIComponent(address);
      expect(await refusal(get(`/to?url=${at}`)), address).toBe('file.refused-address');
    }
    expect(seen.every(({ url }) => url?.startsWith('/to'))).toBe(true);
    for (const none of ['file:///etc/passwd', 'x', 'ftp://example.com/x'])
      expect(await refusal(get(none)), none).toBe('file.bad-url');
  });

  it('is given up at its limits', async () => {
    expect(await refusal(get('/endless', { maxBytes: 300_000 }))).toBe('file.too-large');
    expect(await refusal(get('/404'))).toBe('file.gone');
    const round = encodeURIComponent('/to?url=');
    expect(await refusal(get(`/to?url=${round}`))).toBeTruthy();
    const began = Date.now();
    await expect(get('/never', { signal: AbortSignal.timeout(200) })).rejects.toThrow(/abort|timeout/i);
    await expect(get('/endless', { maxBytes: 1e12, signal: AbortSignal.timeout(200) })).rejects.toThrow(
      /abort|timeout/i,
    );
    expect(Date.now() - began).toBeLessThan(3_000);
  });

  it.each(['/500', '/429', '/403'])('may be there later, after %s', async (path) => {
    expect(await refusal(get(path))).toEqual(new Error(`the provider answered ${path.slice(1)}`));
  });
});
