import { spawn } from 'node:child_process';
import { mkdir, open, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { lastLines } from './command.ts';
import { freePort } from './free-port.ts';
import { endProcess, isAlive, refTo, type ProcessRef } from './os-process.mjs';
import { readRecord, writeRecord, type ServerRecord } from './server-record.ts';
import {
  LocalStackError,
  type FoundAddress,
  type LocalServer,
  type Running,
  type StartOptions,
} from './server.ts';

/** How one server is run: what differs between them. */
export interface ServerProgram {
  readonly source: string;
  /** The command for a port; the same port must give the same command, by which a left-over is known again. */
  command(port: number): readonly string[];
  address(port: number): string;
  pages?(port: number): Readonly<Record<string, string>>;
  readonly stopSignal: NodeJS.Signals;
  /** How long it may take to stop before it is killed. */
  readonly graceMs: number;
  readonly startTimeoutMs: number;
}

const LOG_LIMIT_BYTES = 10_000_000;

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

  const left = await readRecord(dataDir, name);
  let port = options.port ?? left?.port;
  let version = '';
  let current: ProcessRef | undefined;
  let asked = false;

  if (left?.running && isAlive(left)) {
    const same = port === left.port && isDeepStrictEqual(left.command, program.command(left.port));
    const answer = same ? await server.check(left.address).catch(() => undefined) : undefined;
    if (answer === undefined) {
      progress?.({ what: name, text: `ending what a crashed stack left (process ${left.pid})` });
      await endProcess(left, program.stopSignal, program.graceMs);
    } else {
      progress?.({ what: name, text: `taking over what a crashed stack left (process ${left.pid})` });
      version = answer;
      current = { pid: left.pid, startedAt: left.startedAt };
      keeper.keep(current, program.stopSignal, program.graceMs);
    }
  }
  if (current === undefined) {
    port = await freePort(port);
    if (options.port !== undefined && port !== options.port) throw portTaken(title, options.port);
    await launch(port);
  }
  const boundPort = port as number;

  return {
    name,
    address: program.address(boundPort),
    get pid() {
      return current?.pid;
    },
    source: program.source,
    version,
    logFile,
    pages: program.pages?.(boundPort) ?? {},
    stop: () => end(program.stopSignal, program.graceMs),
    kill: () => end('SIGKILL', 0),
    async restart() {
      await end(program.stopSignal, program.graceMs);
      await launch(boundPort);
    },
  };

  async function launch(port: number): Promise<void> {
    progress?.({ what: name, text: 'starting' });
    const [command = '', ...args] = program.command(port);
    const log = await openLog(logFile);
    const from = (await log.stat()).size;
    asked = false;
    const child = spawn(command, args, {
      // A group of its own, so that a Ctrl-C in the terminal does not stop servers under their clients.
      detached: true,
      // A file rather than a pipe: the server must not break when this process is gone.
      stdio: ['ignore', log.fd, log.fd],
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    const ended = new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('exit', (code, signal) => resolve(`ended with ${code ?? signal}`));
    });
    await log.close();
    child.unref();

    const ref = child.pid === undefined ? undefined : refTo(child.pid);
    if (ref !== undefined) {
      current = ref;
      keeper.keep(ref, program.stopSignal, program.graceMs);
      await writeRecord(dataDir, name, recordOf(program, ref, port));
    }
    try {
      version = await answer(server, program, port, ended);
    } catch (error) {
      await end('SIGKILL', 0);
      const said = lastLines((await readFile(logFile, 'utf8')).slice(from), 8);
      throw new LocalStackError(
        'not-started',
        `${title} did not start: ${(error as Error).message}${said && `\n${said}`}`,
        `look into ${logFile}, or name a running ${title} in the environment`,
      );
    }
    void ended.then((reason) => {
      if (ref !== undefined) keeper.forget(ref);
      if (!asked && current === ref) options.onExit?.(`${title} ${reason}; its log: ${logFile}`);
    });
  }

  async function end(signal: NodeJS.Signals, graceMs: number): Promise<void> {
    asked = true;
    if (current === undefined) return;
    const ref = current;
    await endProcess(ref, signal, graceMs);
    keeper.forget(ref);
    const record = await readRecord(dataDir, name);
    if (record?.pid === ref.pid) await writeRecord(dataDir, name, { ...record, running: false });
  }
}

/** Somebody else's server: checked, and otherwise left alone. */
export async function useAddress(server: LocalServer, found: FoundAddress): Promise<Running> {
  const { name, title } = server;
  const version = await server.check(found.address).catch((error: unknown) => {
    throw new LocalStackError(
      'not-reachable',
      `${title} does not answer at the address in ${found.source}: ${(error as Error).message}`,
      `start it, correct ${found.source}, or unset it to have one brought along`,
    );
  });
  const refuse = (): Promise<never> =>
    Promise.reject(new Error(`${title} is named by ${found.source} and is not this stack's to stop`));
  return {
    name,
    address: found.address,
    pid: undefined,
    source: found.source,
    version,
    logFile: undefined,
    pages: {},
    stop: () => Promise.resolve(),
    kill: refuse,
    restart: refuse,
  };
}

/** Waits until the server answers; rejects when it ends first or takes too long. */
async function answer(
  server: LocalServer,
  program: ServerProgram,
  port: number,
  ended: Promise<string>,
): Promise<string> {
  let over: string | undefined;
  void ended.then((reason) => (over = reason));
  const deadline = Date.now() + program.startTimeoutMs;
  for (;;) {
    try {
      return await server.check(program.address(port));
    } catch (error) {
      if (over !== undefined) throw new Error(over, { cause: error });
      if (Date.now() > deadline)
        throw new Error(`no answer in ${program.startTimeoutMs / 1000} s`, { cause: error });
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function openLog(file: string): ReturnType<typeof open> {
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  );
  if (size > LOG_LIMIT_BYTES) await rename(file, `${file}.old`);
  return open(file, 'a');
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

function portTaken(title: string, port: number): LocalStackError {
  return new LocalStackError(
    'not-started',
    `port ${port} for ${title} is taken`,
    'choose another port, or leave it out to have a free one chosen',
  );
}
