import { spawn } from 'node:child_process';
import { open, readFile, rename, stat } from 'node:fs/promises';
import { lastLines } from './command.ts';
import { isAlive, refTo, type ProcessRef } from './os-process.mjs';

export interface ServerProcess {
  readonly ref: ProcessRef;
  /** Resolves with the reason when the process is gone. */
  readonly ended: Promise<string>;
}

const LOG_LIMIT_BYTES = 10_000_000;

/** Starts a program in the background, with its output in a file. Rejects when it cannot be started at all. */
export async function spawnServer(command: readonly string[], logFile: string): Promise<ServerProcess> {
  const log = await openLog(logFile);
  const child = spawn(command[0] ?? '', command.slice(1), {
    // A group of its own, so that a Ctrl-C in the terminal does not stop servers under their clients.
    detached: true,
    // A file rather than a pipe: the server must not break when this process is gone.
    stdio: ['ignore', log.fd, log.fd],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  child.unref();
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(`ended with ${code ?? signal}`));
  });
  await log.close();
  const ref = child.pid === undefined ? undefined : refTo(child.pid);
  if (ref === undefined) throw new Error(await ended);
  return { ref, ended };
}

/** The same for a process that is not a child of this one, and so has to be looked at from time to time. */
export function watchProcess(ref: ProcessRef): ServerProcess {
  const ended = new Promise<string>((resolve) => {
    const timer = setInterval(() => {
      if (isAlive(ref)) return;
      clearInterval(timer);
      resolve('ended');
    }, 500);
    timer.unref();
  });
  return { ref, ended };
}

/** Asks until the server answers; rejects when it ends first, or takes longer than `timeoutMs`. */
export async function untilAnswer<T>(
  process: ServerProcess,
  ask: () => Promise<T>,
  timeoutMs: number,
): Promise<T> {
  let over: string | undefined;
  void process.ended.then((reason) => (over = reason));
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    let why: unknown;
    try {
      const answer = await ask();
      // Somebody else may have taken the port in between: then it is not this process that answers.
      if (isAlive(process.ref)) return answer;
    } catch (error) {
      why = error;
    }
    if (over !== undefined) throw new Error(over, { cause: why });
    if (Date.now() > deadline) throw new Error(`no answer in ${timeoutMs / 1000} s`, { cause: why });
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The last lines that were written to a log since it had `from` bytes. */
export async function saidSince(logFile: string, from: number): Promise<string> {
  const content = await readFile(logFile).catch(() => Buffer.alloc(0));
  return lastLines(content.subarray(Math.min(from, content.length)).toString(), 8);
}

export async function sizeOfLog(logFile: string): Promise<number> {
  return stat(logFile).then(
    (found) => (found.size > LOG_LIMIT_BYTES ? 0 : found.size),
    () => 0,
  );
}

async function openLog(file: string): ReturnType<typeof open> {
  const found = await stat(file).catch(() => undefined);
  if (found !== undefined && found.size > LOG_LIMIT_BYTES) await rename(file, `${file}.old`);
  return open(file, 'a');
}
