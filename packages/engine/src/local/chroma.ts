import { mkdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Cache } from './cache.ts';
import { findOnPath, runCommand } from './command.ts';
import { runServer } from './run-server.ts';
import { LocalStackError, type FoundProgram, type LocalServer } from './server.ts';
import { useAddress } from './use-address.ts';

/** Newer bindings need glibc 2.39. */
const BINDINGS_VERSION = '1.0.5';
const LAUNCHER = fileURLToPath(new URL('chroma-launcher.cjs', import.meta.url));

/** The vector store, whose server is a native module inside the npm package of its client. */
export function chromaServer(env: NodeJS.ProcessEnv, cache: Cache): LocalServer {
  const cached = cache.path('chroma', BINDINGS_VERSION);

  const server: LocalServer = {
    name: 'chroma',
    title: 'Chroma',
    variable: 'THROUGHLINE_CHROMA_URL',

    async find() {
      const address = env.THROUGHLINE_CHROMA_URL;
      if (address) return { kind: 'address', address, source: 'THROUGHLINE_CHROMA_URL' };
      const installed = installedBindings();
      if (installed && (await loads(installed))) return found(installed, 'the chromadb npm package');
      const fetched = join(cached, 'package');
      if (await loads(fetched)) return found(fetched, 'the cache');
      return undefined;
    },

    async fetch(progress) {
      const name = bindingsName();
      progress({ what: 'chroma', text: `fetching ${name}@${BINDINGS_VERSION} with npm` });
      await cache
        .put(cached, async (dir) => {
          const npm = (await findOnPath('npm', env)) ?? 'npm';
          // In a folder of its own, so that no project's settings apply.
          await runCommand(npm, ['pack', '--silent', `${name}@${BINDINGS_VERSION}`], {
            timeoutMs: 300_000,
            cwd: dir,
          });
          const archive = `${name}-${BINDINGS_VERSION}.tgz`;
          await runCommand('tar', ['-xf', archive], { timeoutMs: 60_000, cwd: dir });
          await rm(join(dir, archive));
        })
        .catch((error: unknown) => {
          throw nothingFound((error as Error).message);
        });
      const fetched = join(cached, 'package');
      if (!(await loads(fetched)))
        throw nothingFound(`${name}@${BINDINGS_VERSION} does not load on this system`);
      return found(fetched, 'npm');
    },

    async start(found, options) {
      if (found.kind === 'address') return useAddress(server, found);
      const data = join(options.dataDir, 'chroma');
      await mkdir(data, { recursive: true });
      return runServer(
        server,
        {
          source: found.source,
          command: (port) => {
            const place = ['--path', data, '--host', '127.0.0.1', '--port', String(port)];
            return [process.execPath, LAUNCHER, found.path, 'run', ...place];
          },
          address: (port) => `http://127.0.0.1:${port}`,
          stopSignal: 'SIGINT',
          graceMs: 3_000,
          startTimeoutMs: 30_000,
        },
        options,
      );
    },

    async version(found) {
      const { version } = JSON.parse(await readFile(join(found.path, 'package.json'), 'utf8')) as {
        version: string;
      };
      return version;
    },

    async check(address) {
      const get = async (path: string): Promise<string> => {
        const response = await fetch(new URL(path, address), { signal: AbortSignal.timeout(2_000) });
        if (!response.ok) throw new Error(`HTTP ${response.status}`);
        return response.text();
      };
      await get('/api/v2/heartbeat');
      return (await get('/api/v2/version')).replaceAll('"', '');
    },
  };
  return server;
}

/** The folder of the native module that npm installed beside the chromadb client, if it did. */
function installedBindings(): string | undefined {
  try {
    const client = createRequire(import.meta.url).resolve('chromadb');
    return dirname(createRequire(client).resolve(bindingsName()));
  } catch {
    return undefined;
  }
}

/** Asked in a process of its own: a module built for a newer system may take its process down. */
async function loads(bindings: string): Promise<boolean> {
  return runCommand(process.execPath, [LAUNCHER, bindings, '--loads'], { timeoutMs: 10_000 }).then(
    () => true,
    () => false,
  );
}

function bindingsName(): string {
  const libc = { linux: '-gnu', win32: '-msvc' }[process.platform as string] ?? '';
  return `chromadb-js-bindings-${process.platform}-${process.arch}${libc}`;
}

function found(path: string, where: string): FoundProgram {
  return { kind: 'program', path, source: `chroma from ${where}` };
}

function nothingFound(why: string): LocalStackError {
  return new LocalStackError(
    'not-found',
    `no Chroma server: ${why}`,
    'set THROUGHLINE_CHROMA_URL to a running one (pip install chromadb && chroma run)',
  );
}
