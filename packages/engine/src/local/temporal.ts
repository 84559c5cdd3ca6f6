import { mkdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ConnectionOptions } from '@temporalio/client';
import type { Cache } from './cache.ts';
import { findOnPath, isExecutable, runCommand } from './command.ts';
import { download, OutOfReachError } from './download.ts';
import { runServer } from './run-server.ts';
import { LocalStackError, type FoundProgram, type LocalServer, type Progress } from './server.ts';
import { useAddress } from './use-address.ts';

const VERSION = '1.5.1';
const ON_WINDOWS = process.platform === 'win32' ? '.exe' : '';

/** The Temporal development server with its web pages, from the `temporal` command. */
export function temporalServer(env: NodeJS.ProcessEnv, cache: Cache): LocalServer {
  const cached = cache.path('temporal', VERSION);
  const namespace = env.THROUGHLINE_TEMPORAL_NAMESPACE ?? 'default';

  const server: LocalServer = {
    name: 'temporal',
    title: 'Temporal',
    variable: 'THROUGHLINE_TEMPORAL_ADDRESS',

    async find() {
      const address = env.THROUGHLINE_TEMPORAL_ADDRESS;
      if (address) return { kind: 'address', address, source: 'THROUGHLINE_TEMPORAL_ADDRESS' };
      const onPath = await findOnPath('temporal', env);
      if (onPath) return found(onPath, 'the PATH');
      const places = [
        [join(cached, `temporal${ON_WINDOWS}`), 'the cache'],
        [join(goBin(env), `temporal${ON_WINDOWS}`), 'an earlier go install'],
      ] as const;
      for (const [path, where] of places) if (await isExecutable(path)) return found(path, where);
      return undefined;
    },

    async fetch(progress) {
      const why = await fetchOfficial(progress).catch((error: unknown) => {
        if (error instanceof OutOfReachError) return error.message;
        throw error;
      });
      if (why === undefined) return found(join(cached, `temporal${ON_WINDOWS}`), 'temporal.download');
      await buildWithGo(why, progress);
      return found(join(cached, `temporal${ON_WINDOWS}`), 'go install');
    },

    async start(found, options) {
      if (found.kind === 'address') return useAddress(server, found);
      const data = join(options.dataDir, 'temporal');
      await mkdir(data, { recursive: true });
      const uiPort = (port: number): number => (port <= 64_535 ? port + 1000 : port - 1000);
      return runServer(
        server,
        {
          source: found.source,
          command: (port) => [
            found.path,
            ...startArguments(port, uiPort(port), join(data, 'temporal.db')),
            ...(namespace === 'default' ? [] : ['--namespace', namespace]),
          ],
          address: (port) => `127.0.0.1:${port}`,
          otherPorts: (port) => [uiPort(port)],
          pages: (port) => ({ 'Temporal UI': `http://127.0.0.1:${uiPort(port)}` }),
          stopSignal: 'SIGINT',
          graceMs: 10_000,
          startTimeoutMs: 60_000,
        },
        options,
      );
    },

    async version(found) {
      const said = await runCommand(found.path, ['--version'], { timeoutMs: 10_000 });
      return /Server (\d+\.\d+\.\d+)/u.exec(said)?.[1] ?? said.trim();
    },

    async check(address) {
      const { Connection } = await import('@temporalio/client');
      const connection = await Connection.connect({
        address,
        connectTimeout: 2_000,
        ...(await security(address)),
      });
      try {
        return await connection.withDeadline(Date.now() + 2_000, async () => {
          // The port answers a moment before the namespace that everything runs in is there.
          await connection.workflowService.describeNamespace({ namespace });
          return (await connection.workflowService.getSystemInfo({})).serverVersion;
        });
      } finally {
        await connection.close();
      }
    },
  };
  return server;

  /** A cluster named in the environment may want TLS and a key; the server brought along has neither. */
  async function security(address: string): Promise<Pick<ConnectionOptions, 'tls' | 'apiKey'>> {
    if (address !== env.THROUGHLINE_TEMPORAL_ADDRESS) return {};
    const read = (variable: string) => (env[variable] ? readFile(env[variable]) : undefined);
    const [crt, key, ca] = await Promise.all([
      read('THROUGHLINE_TEMPORAL_TLS_CERT'),
      read('THROUGHLINE_TEMPORAL_TLS_KEY'),
      read('THROUGHLINE_TEMPORAL_TLS_CA'),
    ]);
    const apiKey = env.THROUGHLINE_TEMPORAL_API_KEY;
    if (!apiKey && !crt && !ca) return {};
    return {
      ...(apiKey && { apiKey }),
      tls: {
        ...(crt && key && { clientCertPair: { crt, key } }),
        ...(ca && { serverRootCACertificate: ca }),
      },
    };
  }

  async function fetchOfficial(progress: Progress): Promise<undefined> {
    const platform = process.platform === 'win32' ? 'windows' : process.platform;
    const arch = process.arch === 'x64' ? 'amd64' : process.arch;
    await cache.put(cached, async (dir) => {
      const archive = join(dir, 'temporal.tar.gz');
      progress({ what: 'temporal', text: 'downloading from temporal.download' });
      await download(
        `https://temporal.download/cli/archive/v${VERSION}?platform=${platform}&arch=${arch}`,
        archive,
        {
          cache,
          onFraction: (fraction) =>
            progress({ what: 'temporal', text: 'downloading from temporal.download', fraction }),
        },
      );
      await runCommand('tar', ['-xf', archive, '-C', dir], { timeoutMs: 60_000 });
      await runCommand(join(dir, `temporal${ON_WINDOWS}`), ['--version'], { timeoutMs: 30_000 });
    });
    return undefined;
  }

  async function buildWithGo(whyNotOfficial: string, progress: Progress): Promise<void> {
    const go = await findOnPath('go', env);
    if (go === undefined) throw nothingFound(`${whyNotOfficial}, and there is no Go to build it with`);
    const module = `github.com/temporalio/cli/cmd/temporal@v${VERSION}`;
    await cache.put(cached, async (dir) => {
      await runCommand(go, ['install', module], {
        timeoutMs: 20 * 60_000,
        env: { ...env, GOBIN: dir },
        onSecond: (seconds) =>
          progress({
            what: 'temporal',
            text: `building with Go, once, about 3 minutes (${whyNotOfficial}): ${seconds} s`,
          }),
      }).catch((error: unknown) => {
        throw nothingFound(`${whyNotOfficial}, and building it failed: ${(error as Error).message}`);
      });
    });
  }
}

function startArguments(port: number, uiPort: number, file: string): string[] {
  const values = {
    '--sqlite-pragma': ['journal_mode=WAL', 'synchronous=NORMAL'],
    // At the default rate the one history shard is polled 20 times a second, and every activity waits for that.
    '--dynamic-config-value': [
      'history.transferProcessorMaxPollRPS=10000',
      'history.timerProcessorMaxPollRPS=10000',
      'history.visibilityProcessorMaxPollRPS=10000',
      'system.enableActivityEagerExecution=true',
    ],
  };
  const place = [
    '--ip',
    '127.0.0.1',
    '--port',
    String(port),
    '--ui-port',
    String(uiPort),
    '--db-filename',
    file,
  ];
  const flags = Object.entries(values).flatMap(([flag, all]) => all.flatMap((value) => [flag, value]));
  return ['server', 'start-dev', ...place, ...flags];
}

function found(path: string, where: string): FoundProgram {
  return { kind: 'program', path, source: `temporal from ${where}` };
}

function goBin(env: NodeJS.ProcessEnv): string {
  return env.GOBIN ?? join(env.GOPATH ?? join(homedir(), 'go'), 'bin');
}

function nothingFound(why: string): LocalStackError {
  return new LocalStackError(
    'not-found',
    `no Temporal server: ${why}`,
    'install the temporal command (https://docs.temporal.io/cli), or set THROUGHLINE_TEMPORAL_ADDRESS to a running one',
  );
}
