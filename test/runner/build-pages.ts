import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const editor = join(root, 'packages/editor');
const builtLast = join(editor, 'dist/widget.js');

/** Builds the pages when they are missing or older than their sources. Throws when the build fails. */
export async function ensurePages(): Promise<void> {
  const built = await changedAt(builtLast);
  if (built > (await newestSource())) return;
  console.log('Building the pages (npm run build -w packages/editor).');
  const build = spawn('npm', ['run', 'build', '-w', 'packages/editor'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
    // Within vitest it says `test`, and the pages would be made for finding faults: half as large again.
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const [code] = (await once(build, 'exit')) as [number | null];
  if (code !== 0) throw new Error('The pages could not be built.');
}

async function newestSource(): Promise<number> {
  const folders = [editor, join(root, 'packages/flow/src')];
  const entries = await Promise.all(
    folders.map((folder) => readdir(folder, { recursive: true, withFileTypes: true })),
  );
  const sources = entries
    .flat()
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/[\\/](dist|node_modules|dev)[\\/]|\.test\.tsx?$|\.tsbuildinfo$/.test(path));
  const times = await Promise.all([join(root, 'package-lock.json'), ...sources].map(changedAt));
  return Math.max(...times);
}

async function changedAt(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  return found?.mtimeMs ?? 0;
}
