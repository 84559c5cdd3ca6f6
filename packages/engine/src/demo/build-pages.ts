import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Builds the web pages unless what is built is newer than every source of it. */
export async function buildPages(root: string): Promise<'built' | 'fresh'> {
  const editor = join(root, 'packages/editor');
  const index = join(editor, 'dist/index.html');
  if (existsSync(index) && (await stat(index)).mtimeMs > (await newestOf(editor))) return 'fresh';
  await promisify(execFile)('npm', ['run', 'build', '--silent', '--workspace', 'packages/editor'], {
    cwd: root,
  });
  return 'built';
}

async function newestOf(folder: string): Promise<number> {
  const entries = await readdir(join(folder, 'src'), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const times = await Promise.all(
    [...files, join(folder, 'package.json')].map(async (file) => (await stat(file)).mtimeMs),
  );
  return Math.max(...times);
}
