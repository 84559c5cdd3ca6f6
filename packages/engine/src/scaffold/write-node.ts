import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { InputError } from '../input/input-error.ts';
import { nodeFiles } from './node-files.ts';
import type { NodeKind, NodePlace } from './node-files.ts';
import { constantName, nodeNameIssue } from './node-name.ts';
import { sdkFor } from './sdk-for.ts';

export type WrittenNode = { files: string[]; next: string[] };

/** Says what is wrong with what was asked for. */
export class ScaffoldError extends InputError {
  constructor(text: string) {
    super(text);
    this.name = 'ScaffoldError';
  }
}

/**
 * Writes the files of a new node into `dir`: beside the built-in nodes when `dir` is their package, else as a package of
 * its own. Throws `ScaffoldError`, and then has written nothing.
 */
export async function writeNode(
  name: string,
  { kind, dir }: { kind: NodeKind; dir: string },
): Promise<WrittenNode> {
  const issue = nodeNameIssue(name);
  if (issue) throw new ScaffoldError(issue);
  const place: NodePlace = (await packageName(dir)) === '@throughline/nodes' ? 'built-in' : 'package';
  if (kind === 'decide' && place === 'package') {
    throw new ScaffoldError(
      'A node of kind "decide" runs inside the workflow, so it must be built in: use --dir packages/nodes in the repository of Throughline, or --kind run.',
    );
  }
  const sdk = await sdkFor(dir);
  const files = nodeFiles(name, kind, place, sdk).map(({ path, text }) => ({ path: join(dir, path), text }));
  const there = files.filter(({ path }) => existsSync(path));
  if (there.length > 0) {
    const list = there.map(({ path }) => shown(path)).join(', ');
    throw new ScaffoldError(
      `Nothing was written, because this is there already: ${list}. Choose another name or --dir.`,
    );
  }
  for (const { path, text } of files) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text, { flag: 'wx' });
  }
  return {
    files: files.map(({ path }) => shown(path)),
    next: place === 'built-in' ? nextInRepository(name, kind) : nextInPackage(name, dir, sdk),
  };
}

async function packageName(dir: string): Promise<unknown> {
  try {
    return (JSON.parse(await readFile(join(dir, 'package.json'), 'utf8')) as { name?: unknown }).name;
  } catch {
    return undefined;
  }
}

function nextInRepository(name: string, kind: NodeKind): string[] {
  const list = kind === 'run' ? 'runners.ts' : 'deciders.ts';
  return [
    `add ${constantName(name)} to packages/nodes/src/catalogue.ts; the compiler then asks for its line in ${list}`,
    `npx vitest run --project pure packages/nodes/src/nodes/${name}.test.ts`,
    'npm run types',
  ];
}

function nextInPackage(name: string, dir: string, sdk: string): string[] {
  const linked = sdk.startsWith('file:');
  return [
    `cd ${shown(dir)} && npm install && npm test`,
    ...(linked
      ? [
          `keep this checkout where it is: package.json names it as "@throughline/nodes": "${sdk}"; put a version there once Throughline's packages are published`,
        ]
      : []),
    `install the package where Throughline runs${linked ? ` (npm install ${dir})` : ''}, and name it in throughline.config.json: { "nodes": ["${name}"] }`,
    'restart the API and the workers; the editor then shows the node',
  ];
}

function shown(path: string): string {
  const near = relative(process.cwd(), path);
  return near === '' ? '.' : near.startsWith('..') ? path : near;
}
