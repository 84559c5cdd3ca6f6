import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome'];

/**
 * The browser of the end-to-end tests: `CHROMIUM_PATH`, else one on the PATH, else Debian's package, installed when this
 * is root on a machine with apt-get. Throws with what to do when there is none.
 */
export async function ensureChromium(env: NodeJS.ProcessEnv): Promise<string> {
  const named = env['CHROMIUM_PATH'];
  if (named) {
    if (isExecutable(named)) return named;
    throw new Error(`CHROMIUM_PATH names ${named}, which cannot be executed. Correct it, or unset it.`);
  }
  const found = findOnPath(env) ?? (installWithApt() ? findOnPath(env) : undefined);
  if (found) return found;
  throw new Error(
    'The end-to-end tests need Chromium, and there is none.\n' +
      'Install it (Debian: apt-get install chromium), or set CHROMIUM_PATH to one.\n' +
      'Without it: npm test -- --project pure --project real',
  );
}

function findOnPath(env: NodeJS.ProcessEnv): string | undefined {
  const folders = [...(env['PATH'] ?? '').split(delimiter), '/usr/bin'];
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function installWithApt(): boolean {
  if (process.getuid?.() !== 0 || !isExecutable('/usr/bin/apt-get')) return false;
  console.log('Installing Chromium with apt-get, for the end-to-end tests.');
  const options = {
    stdio: ['ignore', 'ignore', 'inherit'] as ('ignore' | 'inherit')[],
    timeout: 10 * 60_000,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  };
  spawnSync('apt-get', ['update', '-q'], options);
  const install = spawnSync('apt-get', ['install', '-yq', '--no-install-recommends', 'chromium'], options);
  return install.status === 0;
}
