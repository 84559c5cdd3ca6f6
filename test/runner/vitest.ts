import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The installed vitest as a process, without a shell between. */
export function vitest(args: string[], options: SpawnOptions): ChildProcess {
  const manifest = createRequire(import.meta.url).resolve('vitest/package.json');
  return spawn(process.execPath, [join(dirname(manifest), 'vitest.mjs'), ...args], options);
}
