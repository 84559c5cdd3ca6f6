import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ProcessRef } from './os-process.mjs';

export interface Keeper {
  /** From now on, should this process die, `ref` is ended: by `signal`, and by a kill after `graceMs`. */
  keep(ref: ProcessRef, signal: NodeJS.Signals, graceMs: number): void;
  forget(ref: ProcessRef): void;
  /** Ends the keeper, which ends whatever it still keeps. */
  close(): void;
}

/** Starts the process that ends a stack's servers when the stack's own process dies, even by `kill -9`. */
export function startKeeper(): Keeper {
  const child = spawn(process.execPath, [fileURLToPath(new URL('keeper-process.mjs', import.meta.url))], {
    // A group of its own: a Ctrl-C in the terminal is for the stack, which stops its servers in order.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { PATH: process.env.PATH },
  });
  child.on('error', () => {});
  child.stdin.on('error', () => {});
  child.unref();
  // At run time a pipe to a child is a socket, and may be let go of so that it does not hold this process open.
  (child.stdin as unknown as { unref(): void }).unref();

  const tell = (order: object): void => void child.stdin.write(`${JSON.stringify(order)}\n`);
  return {
    keep: (ref, signal, graceMs) => tell({ keep: { ref, signal, graceMs } }),
    forget: (ref) => tell({ forget: ref.pid }),
    close: () => child.stdin.end(),
  };
}
