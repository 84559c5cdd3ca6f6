import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { freePort, isFree } from './free-port.ts';
import { endProcess, isAlive, type ProcessRef } from './os-process.mjs';
import {
  saidSince,
  sizeOfLog,
  spawnServer,
  untilAnswer,
  watchProcess,
  type ServerProcess,
} from './server-process.ts';
import { readRecord, writeRecord, type ServerRecord } from './server-record.ts';
import { LocalStackError, type LocalServer, type Running, type StartOptions } from './server.ts';

/** How one server's program is run: what differs between them. */
export interface ServerProgram {
  readonly source: string;
  /** The command for a port; the same port must give the same command, by which a left-over is known again. */
  command(port: number): readonly string[];
  address(port: number): string;
  /** What else it listens on. */
  readonly otherPorts?: (port: number) => readonly number[];
  pages?(port: number): Readonly<Record<string, string>>;
  readonly stopSignal: NodeJS.Signals;
  /** How long it may take to stop before it is killed. */
  readonly graceMs: number;
  readonly startTimeoutMs: number;
}

/** Starts a program as a server, or takes over the one a crashed stack left in the same data directory. */
export async function runServer(
  server: LocalServer,
  program: ServerProgram,
  options: StartOptions,
): Promise<Running> {
  const { dataDir, keeper, progress } = options;
  const { name, title } = server;
  const logFile = join(dataDir, 'logs', `${name}.log`);
  await mkdir(join(dataDir, 'logs'), { recursive: true });

  let current: ProcessRef | undefined;
  const inTurn = oneAfterAnother();
  const left = await readRecord(dataDir, name);
  const { port, version } = (await takeOver(left)) ?? (await startSomewhere(left?.port));

  return {
    name,
    address: program.address(port),
    get pid() {
      return current?.pid;
    },
    source: program.source,
    version,
    logFile,
    pages: program.pages?.(port) ?? {},
    stop: () => inTurn(() => end(program.stopSignal, program.graceMs)),
    kill: () => inTurn(() => end('SIGKILL', 0)),
    restart: () =>
      inTurn(async () => {
        await end(program.stopSignal, program.graceMs);
        await launch(port);
      }),
  };

  /** Keeps a left-over that is what would be started now and answers; ends any other. */
  async function takeOver(
    left: ServerRecord | undefined,
  ): Promise<{ port: number; version: string } | undefined> {
    if (left === undefined || !left.running || !isAlive(left)) return undefined;
    const { port, pid, startedAt } = left;
    const fits = port === (options.port ?? port) && isDeepStrictEqual(left.command, program.command(port));
    const version = fits ? await server.check(left.address).catch(() => undefined) : undefined;
    const verb = version === undefined ? 'ending' : 'taking over';
    progress?.({ what: name, text: `${verb} process ${pid}, which a crashed stack left` });
    if (version === undefined) {
      await endProcess(left, program.stopSignal, program.graceMs);
      return undefined;
    }
    const taken = watchProcess({ pid, startedAt });
    hold(taken);
    reportEnd(taken);
    return { port, version };
  }

  async function startSomewhere(lastPort: number | undefined): Promise<{ port: number; version: string }> {
    for (let tries = 1; ; tries++) {
      const port = options.port ?? (await freePort(tries === 1 ? lastPort : undefined, program.otherPorts));
      try {
        return { port, version: await launch(port) };
      } catch (error) {
        // Somebody was quicker to take the port that was free a moment ago.
        const taken = options.port === undefined && !(await isFree(port, program.otherPorts));
        if (!taken || tries === 3) throw error;
      }
    }
  }

  /** Resolves with the version once it answers. */
  async function launch(port: number): Promise<string> {
    progress?.({ what: name, text: 'starting' });
    const from = await sizeOfLog(logFile);
    try {
      if (!(await isFree(port, program.otherPorts))) throw new Error(`port ${port} is taken`);
      const started = await spawnServer(program.command(port), logFile);
      hold(started);
      await writeRecord(dataDir, name, recordOf(program, started.ref, port));
      const ask = () => server.check(program.address(port));
      const version = await untilAnswer(started, ask, program.startTimeoutMs);
      reportEnd(started);
      return version;
    } catch (error) {
      await end('SIGKILL', 0);
      const said = await saidSince(logFile, from);
      throw new LocalStackError(
        'not-started',
        [`${title} did not start: ${(error as Error).message}`, said].filter(Boolean).join('\n'),
        `look into ${logFile}, or set ${server.variable} to a running one`,
      );
    }
  }

  function hold(started: ServerProcess): void {
    current = started.ref;
    keeper.keep(started.ref, program.stopSignal, program.graceMs);
    void started.ended.then(() => keeper.forget(started.ref));
  }

  function reportEnd(started: ServerProcess): void {
    void started.ended.then((reason) => {
      // What was asked to end is no longer the current one.
      if (current === started.ref) options.onExit?.(`${title} ${reason}; its log: ${logFile}`);
    });
  }

  async function end(signal: NodeJS.Signals, graceMs: number): Promise<void> {
    const ref = current;
    current = undefined;
    if (ref === undefined) return;
    await endProcess(ref, signal, graceMs);
    keeper.forget(ref);
    const record = await readRecord(dataDir, name);
    if (record?.pid === ref.pid) await writeRecord(dataDir, name, { ...record, running: false });
  }
}

function recordOf(program: ServerProgram, ref: ProcessRef, port: number): ServerRecord {
  const address = program.address(port);
  return {
    ...ref,
    running: true,
    port,
    address,
    source: program.source,
    command: [...program.command(port)],
  };
}

/** Stopping waits for a restart that is under way, and so on. */
function oneAfterAnother(): (work: () => Promise<void>) => Promise<void> {
  let last = Promise.resolve();
  return (work) => {
    const next = last.then(work);
    last = next.catch(() => {});
    return next;
  };
}
