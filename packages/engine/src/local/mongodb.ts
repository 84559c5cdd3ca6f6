import { access, copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cache } from './cache.ts';
import { findOnPath, isExecutable, runCommand } from './command.ts';
import { download, OutOfReachError } from './download.ts';
import { mongoJavaServer } from './mongo-java-server.ts';
import { runServer } from './run-server.ts';
import { LocalStackError, type FoundProgram, type LocalServer, type Progress } from './server.ts';
import { useAddress } from './use-address.ts';

const VERSION = '8.2.6';
const MONGOD = process.platform === 'win32' ? 'mongod.exe' : 'mongod';

/** Forces one route, for tests: `mongod` or `java`. */
const ROUTE = 'THROUGHLINE_MONGODB_ROUTE';

/** A real `mongod`; where none can be had, a compatible server on the JVM. */
export function mongodbServer(env: NodeJS.ProcessEnv, cache: Cache): LocalServer {
  const cached = cache.path('mongodb', VERSION);
  const java = mongoJavaServer(env, cache);

  const server: LocalServer = {
    name: 'mongodb',
    title: 'MongoDB',
    variable: 'THROUGHLINE_MONGODB_URL',

    async find(dataDir) {
      const address = env.THROUGHLINE_MONGODB_URL;
      if (address) return { kind: 'address', address, source: 'THROUGHLINE_MONGODB_URL' };
      const route = await routeFor(dataDir);
      const mongod = route === 'java' ? undefined : await findMongod();
      if (mongod !== undefined || route === 'mongod') return mongod;
      // The stand-in serves at once only where the real one is known to be out of reach.
      const settled = route === 'java' || (await cache.outOfReachSince(officialHost(env)));
      return settled ? java.find() : undefined;
    },

    async fetch(progress) {
      const route = readRoute(env);
      if (route === 'java') return (await java.find()) ?? java.fetch(`${ROUTE}=java`, progress);
      try {
        await fetchOfficial(progress);
        return found(join(cached, MONGOD), 'fastdl.mongodb.org');
      } catch (error) {
        if (!(error instanceof OutOfReachError) || route === 'mongod')
          throw nothingFound((error as Error).message);
        return (await java.find()) ?? java.fetch(error.message, progress);
      }
    },

    async start(found, options) {
      if (found.kind === 'address') return useAddress(server, found);
      const data = join(options.dataDir, folderOf(found.variant));
      await mkdir(data, { recursive: true });
      const common = {
        source: found.source,
        address: (port: number) => `mongodb://127.0.0.1:${port}`,
        stopSignal: 'SIGTERM',
        graceMs: 10_000,
        startTimeoutMs: 60_000,
      } as const;
      const command = (port: number): string[] =>
        found.variant === 'java'
          ? java.command(found.path, port, join(data, 'data.mv'))
          : [found.path, '--dbpath', data, '--bind_ip', '127.0.0.1', '--port', String(port)];
      return runServer(server, { ...common, command }, options);
    },

    async version(found) {
      if (found.variant === 'java') return java.version;
      const said = await runCommand(found.path, ['--version'], { timeoutMs: 10_000 });
      return /db version v(\S+)/u.exec(said)?.[1] ?? said.trim();
    },

    async check(address) {
      const { MongoClient } = await import('mongodb');
      const client = new MongoClient(address, { serverSelectionTimeoutMS: 2_000, connectTimeoutMS: 2_000 });
      try {
        const { version } = await client.db('admin').command({ buildInfo: 1 });
        return String(version);
      } finally {
        await client.close();
      }
    },
  };
  return server;

  /** Data of one server cannot be read by the other, so what a data directory holds decides. */
  async function routeFor(dataDir: string): Promise<'mongod' | 'java' | undefined> {
    const forced = readRoute(env);
    if (forced !== undefined) return forced;
    for (const route of ['mongod', 'java'] as const)
      if (await exists(join(dataDir, folderOf(route)))) return route;
    return undefined;
  }

  async function findMongod(): Promise<FoundProgram | undefined> {
    const named = env.MONGOMS_SYSTEM_BINARY;
    if (named && (await isExecutable(named))) return found(named, 'MONGOMS_SYSTEM_BINARY');
    const onPath = await findOnPath('mongod', env);
    if (onPath) return found(onPath, 'the PATH');
    return (await isExecutable(join(cached, MONGOD))) ? found(join(cached, MONGOD), 'the cache') : undefined;
  }

  async function fetchOfficial(progress: Progress): Promise<void> {
    const url = await officialUrl();
    const text = `downloading from ${new URL(url).host}`;
    progress({ what: 'mongodb', text });
    await cache.put(cached, async (dir) => {
      const work = join(dir, 'work');
      const archive = join(work, 'mongodb-archive');
      await download(url, archive, {
        cache,
        onFraction: (fraction) => progress({ what: 'mongodb', text, fraction }),
      });
      await runCommand('tar', ['-xf', archive, '-C', work], { timeoutMs: 120_000 });
      const folder = (await readdir(work)).find(
        (name) => name.startsWith('mongodb-') && name !== 'mongodb-archive',
      );
      await copyFile(join(work, folder ?? '', 'bin', MONGOD), join(dir, MONGOD));
      await rm(work, { recursive: true });
      // A build for another system is found out here, not when it is needed.
      await runCommand(join(dir, MONGOD), ['--version'], { timeoutMs: 30_000 });
    });
  }
}

/** `mongodb-memory-server` knows which of MongoDB's many builds fits which system. */
async function officialUrl(): Promise<string> {
  const [{ MongoBinaryDownloadUrl }, { getOS }] = await Promise.all([
    import('mongodb-memory-server-core/lib/util/MongoBinaryDownloadUrl.js'),
    import('mongodb-memory-server-core/lib/util/getos/index.js'),
  ]);
  const { platform, arch } = process;
  try {
    return await new MongoBinaryDownloadUrl({
      version: VERSION,
      platform,
      arch,
      os: await getOS(),
    }).getDownloadUrl();
  } catch (error) {
    throw new OutOfReachError('a mongod for this system', (error as Error).message);
  }
}

function officialHost(env: NodeJS.ProcessEnv): string {
  return new URL(env.MONGOMS_DOWNLOAD_URL ?? env.MONGOMS_DOWNLOAD_MIRROR ?? 'https://fastdl.mongodb.org')
    .host;
}

function readRoute(env: NodeJS.ProcessEnv): 'mongod' | 'java' | undefined {
  const route = env[ROUTE];
  if (route === undefined || route === '') return undefined;
  if (route === 'mongod' || route === 'java') return route;
  throw new LocalStackError(
    'bad-setting',
    `${ROUTE} is ${route}`,
    `set ${ROUTE} to mongod or java, or unset it`,
  );
}

function folderOf(variant: string | undefined): string {
  return variant === 'java' ? 'mongodb-java' : 'mongodb';
}

function found(path: string, where: string): FoundProgram {
  return { kind: 'program', path, variant: 'mongod', source: `mongod from ${where}` };
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function nothingFound(why: string): LocalStackError {
  return new LocalStackError(
    'not-found',
    `no MongoDB server: ${why}`,
    'install MongoDB (mongod on the PATH), or set THROUGHLINE_MONGODB_URL to a running one',
  );
}
