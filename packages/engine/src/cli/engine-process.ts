import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export type Ready = { port?: number; setupUrl?: string | null };

export type EngineProcess = {
  readonly pid: number | undefined;
  /** It was started, and is gone. */
  readonly ended: boolean;
  /** What it said when it was ready. */
  start(): Promise<Ready>;
  /** After it ended by itself. */
  restart(): Promise<Ready>;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
  stop(): Promise<void>;
};

const launcher = fileURLToPath(new URL('../../bin/throughline.js', import.meta.url));
const readyWithinMs = 120_000;
const stopWithinMs = 15_000;

/** Told when a process ended that was ready and that nobody had asked to end. */
export type OnExit = (name: string, reason: string) => void;

/** `throughline <command>` as a process of its own, that says when it is ready. */
export function createEngineProcess(
  command: 'api' | 'worker',
  env: NodeJS.ProcessEnv,
  /** Where what it says goes; a number is an open file, for errors as well. */
  output: 'inherit' | 'ignore' | number = 'inherit',
  onExit: OnExit = () => {},
): EngineProcess {
  let child: ChildProcess | undefined;
  let asked = false;

  async function end(signal: NodeJS.Signals): Promise<void> {
    const ending = child;
    asked = true;
    if (!ending || isGone(ending)) return;
    const exited = once(ending, 'exit');
    ending.kill(signal);
    const forced = setTimeout(() => ending.kill('SIGKILL'), stopWithinMs);
    await exited;
    clearTimeout(forced);
  }

  async function start(): Promise<Ready> {
    asked = false;
    const started = spawn(process.execPath, [launcher, command], {
      env,
      stdio: ['ignore', output, typeof output === 'number' ? output : 'inherit', 'ipc'],
    });
    child = started;
    const said = await ready(started, command);
    const ended = () => {
      const { exitCode, signalCode } = started;
      if (!asked) onExit(command, `The ${command} ended with ${signalCode ?? `code ${exitCode}`}`);
    };
    if (isGone(started)) ended();
    else started.once('exit', ended);
    return said;
  }

  return {
    get pid() {
      return child?.pid;
    },
    get ended() {
      return child !== undefined && isGone(child);
    },
    start,
    restart: start,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  };
}

function isGone({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

async function ready(child: ChildProcess, command: string): Promise<Ready> {
  const waiting = new AbortController();
  const { signal } = waiting;
  try {
    return await Promise.race([
      once(child, 'message', { signal }).then(([message]) => message as Ready),
      once(child, 'exit', { signal }).then(([code]) => {
        throw new Error(`The ${command} process ended with code ${code} before it was ready.`);
      }),
      pause(readyWithinMs, undefined, { signal, ref: false }).then(() => {
        throw new Error(`The ${command} process was not ready within ${readyWithinMs / 1_000} s.`);
      }),
    ]);
  } finally {
    waiting.abort();
  }
}
