import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

export interface CommandOptions {
  readonly timeoutMs: number;
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Called every second with the seconds gone by. */
  readonly onSecond?: (seconds: number) => void;
}

/** Runs a command to its end; resolves with its output, rejects with its last lines. */
export function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const started = Date.now();
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    const tick = setInterval(() => {
      const gone = Date.now() - started;
      options.onSecond?.(Math.round(gone / 1000));
      if (gone > options.timeoutMs) child.kill('SIGKILL');
    }, 1_000);
    child.once('error', (error) => {
      clearInterval(tick);
      reject(error);
    });
    child.once('close', (code, signal) => {
      clearInterval(tick);
      if (code === 0) resolve(output);
      else reject(new Error(`${command} ended with ${code ?? signal}: ${lastLines(errors || output, 5)}`));
    });
  });
}

/** The full path of a program on the PATH, as a shell would find it. */
export async function findOnPath(program: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const names = process.platform === 'win32' ? [`${program}.exe`, `${program}.cmd`] : [program];
  for (const folder of (env.PATH ?? '').split(delimiter)) {
    for (const name of names) {
      if (folder !== '' && (await isExecutable(join(folder, name)))) return join(folder, name);
    }
  }
  return undefined;
}

export async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

export function lastLines(text: string, count: number): string {
  return text.trim().split('\n').slice(-count).join('\n');
}
