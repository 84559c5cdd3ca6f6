import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openCache, OUT_OF_REACH_MS } from './cache.ts';
import { download, OutOfReachError } from './download.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

it('downloads a file and tells how far it is', async () => {
  const { base, file, cache } = await given((_request, response) => {
    response.setHeader('content-length', 6);
    response.end('abcdef');
  });
  const fractions: number[] = [];
  await download(`${base}/x`, file, { cache, onFraction: (fraction) => fractions.push(fraction) });
  expect(await readFile(file, 'utf8')).toBe('abcdef');
  expect(fractions.at(-1)).toBe(1);
  expect(await cache.outOfReach()).toEqual({});
});

it('gives a silent source up, and does not ask it again within the hour', async () => {
  let asked = 0;
  const silent = createServer(() => asked++);
  const base = await listening(silent);
  const dir = await temporaryFolder();
  let now = Date.now();
  const cache = openCache({ THROUGHLINE_CACHE: dir }, () => now);
  const attempt = () => download(`${base}/x`, join(dir, 'x'), { cache, answerMs: 100 });

  await expect(attempt()).rejects.toThrow(/out of reach \(no answer\)/u);
  await expect(attempt()).rejects.toThrow(/out of reach \(since /u);
  expect(asked).toBe(1);
  expect(Object.keys(await cache.outOfReach())).toEqual([new URL(base).host]);

  now += OUT_OF_REACH_MS;
  await expect(attempt()).rejects.toThrow(OutOfReachError);
  expect(asked).toBe(2);
});

it.each<[string, RequestListener, RegExp]>([
  ['an error', (_request, response) => response.writeHead(503).end(), /HTTP 503/u],
  [
    'half a file',
    (_request, response) => {
      response.setHeader('content-length', 6);
      response.write('abc', () => response.destroy());
    },
    /out of reach/u,
  ],
])('takes %s for a source out of reach', async (_name, answer, message) => {
  const { base, file, cache } = await given(answer);
  await expect(download(`${base}/x`, file, { cache })).rejects.toThrow(message);
});

it('takes a name that does not resolve for a source out of reach', async () => {
  const dir = await temporaryFolder();
  const cache = openCache({ THROUGHLINE_CACHE: dir });
  await expect(download('https://throughline.invalid/x', join(dir, 'x'), { cache })).rejects.toThrow(
    /throughline.invalid is out of reach/u,
  );
});

async function given(answer: RequestListener) {
  const dir = await temporaryFolder();
  const base = await listening(createServer(answer));
  return { base, file: join(dir, 'file'), cache: openCache({ THROUGHLINE_CACHE: join(dir, 'cache') }) };
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
