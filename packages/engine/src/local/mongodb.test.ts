import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { openCache } from './cache.ts';
import { mongodbServer } from './mongodb.ts';
import { ownEnv } from './testing/own-env.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const ignore = (): void => {};

it('unpacks the official archive into the cache, where it is found from then on', async () => {
  const dir = await temporaryFolder();
  await serveArchive(dir, '#!/bin/sh\necho "db version v8.2.6"\n');
  const { server, cache } = given(dir);

  expect(await server.find(dir)).toBeUndefined();
  const fetched = await server.fetch(ignore);
  expect(fetched).toMatchObject({
    kind: 'program',
    variant: 'mongod',
    source: expect.stringContaining('mongod'),
  });
  const found = await server.find(dir);
  expect(found).toMatchObject({ path: cache.path('mongodb', '8.2.6', 'mongod') });
  expect(found?.kind === 'program' && (await server.version(found))).toBe('8.2.6');
});

it('does not keep an official archive whose program does not run here', async () => {
  const dir = await temporaryFolder();
  await serveArchive(dir, '#!/bin/sh\nexit 1\n');
  const { server } = given(dir, { THROUGHLINE_MONGODB_ROUTE: 'mongod' });
  await expect(server.fetch(ignore)).rejects.toMatchObject({ code: 'not-found' });
  expect(await server.find(dir)).toBeUndefined();
});

it('stays with the server whose data a folder holds', async () => {
  const dir = await temporaryFolder();
  const bin = join(dir, 'bin');
  await mkdir(bin);
  await writeFile(join(bin, 'mongod'), '');
  await chmod(join(bin, 'mongod'), 0o755);
  const env = { PATH: `${bin}:${process.env.PATH}`, THROUGHLINE_CACHE: process.env.THROUGHLINE_CACHE };
  const server = mongodbServer(ownEnv(env), openCache(ownEnv(env)));

  expect(await server.find(dir)).toMatchObject({ variant: 'mongod' });
  await mkdir(join(dir, 'mongodb-java'));
  expect((await server.find(dir)) ?? 'nothing yet').not.toMatchObject({ variant: 'mongod' });
});

it('refuses a route that there is not', async () => {
  const dir = await temporaryFolder();
  const { server } = given(dir, { THROUGHLINE_MONGODB_ROUTE: 'oracle' });
  await expect(server.find(dir)).rejects.toMatchObject({
    code: 'bad-setting',
    message: expect.stringContaining('oracle'),
  });
});

function given(dir: string, more: NodeJS.ProcessEnv = {}) {
  // Just what unpacking needs, so that no mongod of this machine is found.
  const env = { PATH: '', THROUGHLINE_CACHE: join(dir, 'cache'), ...more };
  const cache = openCache(env);
  return { cache, server: mongodbServer(env, cache) };
}

/** A download site with one archive, laid out as MongoDB's are. */
async function serveArchive(dir: string, mongod: string): Promise<void> {
  const folder = join(dir, 'mongodb-linux-8.2.6', 'bin');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'mongod'), mongod, { mode: 0o755 });
  execFileSync('tar', ['-czf', 'archive.tgz', 'mongodb-linux-8.2.6'], { cwd: dir });
  const archive = await readFile(join(dir, 'archive.tgz'));
  const site = createServer((_request, response) => response.end(archive));
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void site.close());
  vi.stubEnv('MONGOMS_DOWNLOAD_URL', `http://127.0.0.1:${(site.address() as AddressInfo).port}/archive.tgz`);
  onTestFinished(() => void vi.unstubAllEnvs());
}
