import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Catalogue, NodeDeclaration } from '@throughline/flow/declaration';
import { catalogue as builtIn } from '@throughline/nodes/catalogue';
import { z } from 'zod';
import { InputError } from './input/input-error.ts';
import { issueLines } from './input/issue-lines.ts';
import { notA } from './input/read-json-file.ts';
import type { Runners } from './cases/node-activities.ts';

/** The nodes of this installation: the built-in ones, and those of the packages that the configuration file names. */
export type InstalledNodes = { catalogue: Catalogue; runners: Runners };

const configFile = 'throughline.config.json';
const schema = z.strictObject({ nodes: z.array(z.string().min(1)).default([]) });

/** What a package of a custom node exports. Only kind `run`: nothing of a package enters the workflow bundle. */
type NodePackage = { declaration?: NodeDeclaration; runner?: unknown };

/** Reads `throughline.config.json` in `folder`, if there is one. Throws `NodePackageError` with what to do. */
export async function loadNodes(folder = process.cwd()): Promise<InstalledNodes> {
  const path = resolve(folder, configFile);
  const names = await readNames(path);
  const require = createRequire(path);
  const nodes = await Promise.all(names.map((name) => loadNode(name, require)));
  return {
    catalogue: {
      ...builtIn,
      ...Object.fromEntries(nodes.map(({ declaration }) => [declaration.type, declaration])),
    },
    runners: Object.fromEntries(
      nodes.map(({ declaration, runner }) => [declaration.type, runner]),
    ) as Runners,
  };
}

export class NodePackageError extends InputError {
  constructor(text: string) {
    super(text);
    this.name = 'NodePackageError';
  }
}

async function readNames(path: string): Promise<string[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    return [];
  }
  const parsed = schema.safeParse(parseJson(text, path));
  if (parsed.success) return parsed.data.nodes;
  throw new NodePackageError(notA(path, 'a configuration file', issueLines(parsed.error)));
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new NodePackageError(`${path} is not JSON: ${(error as Error).message}`);
  }
}

async function loadNode(
  name: string,
  require: NodeJS.Require,
): Promise<{ declaration: NodeDeclaration; runner: unknown }> {
  let file: string;
  try {
    file = require.resolve(name);
  } catch {
    throw new NodePackageError(
      `The package "${name}" of ${configFile} is not installed. Run: npm install ${name}`,
    );
  }
  const { declaration, runner } = (await import(pathToFileURL(file).href)) as NodePackage;
  if (!declaration || typeof runner !== 'function') {
    throw new NodePackageError(`The package "${name}" does not export "declaration" and "runner".`);
  }
  if (declaration.kind !== 'run')
    throw new NodePackageError(`The node "${declaration.type}" of "${name}" is not of kind "run".`);
  if (declaration.type in builtIn)
    throw new NodePackageError(`The node "${declaration.type}" of "${name}" has the name of a built-in one.`);
  return { declaration, runner };
}
