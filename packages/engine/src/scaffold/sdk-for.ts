import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const version = '^0.1.0';
const checkout = fileURLToPath(new URL('../../../..', import.meta.url));

/**
 * How a package in `dir` names `@throughline/nodes` to npm: by version in a workspace of this repository and where
 * Throughline was installed; outside, by the way to this checkout, as `file:../throughline/packages/nodes`.
 */
export async function sdkFor(dir: string): Promise<string> {
  const nodes = join(checkout, 'packages/nodes');
  if (!existsSync(join(nodes, 'package.json'))) return version;
  const [from, root] = await Promise.all([real(dir), realpath(checkout)]);
  const workspaces = [join(root, 'packages'), join(root, 'examples')];
  if (workspaces.includes(dirname(from))) return version;
  return `file:${relative(from, join(root, 'packages/nodes')).split(sep).join('/')}`;
}

/** Without links, as npm will see it: a relative path would lead elsewhere from behind one. It need not be there yet. */
async function real(path: string): Promise<string> {
  if (existsSync(path) || dirname(path) === path) return realpath(path);
  return join(await real(dirname(path)), basename(path));
}
