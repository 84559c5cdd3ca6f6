import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ownerOf } from './data-directory.ts';
import { isAlive } from './os-process.mjs';
import { readRecord } from './server-record.ts';
import { LocalStackError, type LocalServer } from './server.ts';
import { localServers } from './stack.ts';
import { withoutPassword } from './without-password.ts';

export interface DoctorReport {
  /** Whether `up` could serve everything without fetching, and everything that should answer does. */
  readonly ok: boolean;
  readonly node: string;
  readonly dataDir: string;
  readonly cache: { readonly dir: string; readonly bytes: number };
  /** Download hosts found out of reach, and until when (ISO) they are not tried again. */
  readonly outOfReach: Readonly<Record<string, string>>;
  /** The process that runs a stack in the data directory now. */
  readonly stackPid: number | undefined;
  readonly parts: readonly PartReport[];
}

export interface PartReport {
  readonly name: string;
  readonly state: 'ready' | 'stopped' | 'unreachable' | 'missing';
  /** Where it was found: a path or an address, and in words from where. */
  readonly found: { readonly at: string; readonly source: string } | undefined;
  readonly version: string | undefined;
  readonly address: string | undefined;
  /** Milliseconds until it answered. */
  readonly answerMs: number | undefined;
  /** Bytes of its data in the data directory (for the model: of its files). */
  readonly bytes: number;
  /** What to do, when something is to be done. */
  readonly fix: string | undefined;
}

/** Looks at every part of the local stack; starts and fetches nothing. */
export async function examine(dataDir: string, env: NodeJS.ProcessEnv = process.env): Promise<DoctorReport> {
  const dir = resolve(dataDir);
  const { cache, temporal, mongodb, chroma, model } = localServers(env);
  const parts = await Promise.all([
    examineServer(temporal, dir, ['temporal']),
    examineServer(mongodb, dir, ['mongodb', 'mongodb-java']),
    examineServer(chroma, dir, ['chroma']),
    examineModel(model),
  ]);
  const owner = await ownerOf(dir);
  return {
    ok: parts.every((part) => part.state === 'ready' || part.state === 'stopped'),
    node: process.version,
    dataDir: dir,
    cache: { dir: cache.dir, bytes: await sizeOf(cache.dir) },
    stackPid: owner?.pid,
    outOfReach: await cache.outOfReach(),
    parts,
  };
}

async function examineServer(
  server: LocalServer,
  dir: string,
  folders: readonly string[],
): Promise<PartReport> {
  const sizes = await Promise.all(folders.map((folder) => sizeOf(join(dir, folder))));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  const blank = { name: server.name, bytes, version: undefined, address: undefined, answerMs: undefined };
  try {
    const found = await server.find(dir);
    if (found === undefined) {
      return {
        ...blank,
        state: 'missing',
        found: undefined,
        fix: `run \`npx throughline up\`, which fetches it, or set ${server.variable}`,
      };
    }
    const record = await readRecord(dir, server.name);
    const runs = record?.running && isAlive(record) ? record : undefined;
    const address = found.kind === 'address' ? found.address : runs?.address;
    const where = {
      at: found.kind === 'address' ? withoutPassword(found.address) : found.path,
      source: runs?.source ?? found.source,
    };
    if (address === undefined) {
      const version = found.kind === 'program' ? await server.version(found) : undefined;
      return { ...blank, state: 'stopped', found: where, version, fix: undefined };
    }
    const before = performance.now();
    const answer = await server.check(address).catch((error: unknown) => error as Error);
    if (answer instanceof Error) {
      return {
        ...blank,
        state: 'unreachable',
        found: where,
        address: withoutPassword(address),
        fix:
          found.kind === 'address'
            ? `${answer.message}: start it, correct ${server.variable}, or unset it`
            : `${answer.message}: look into ${join(dir, 'logs', `${server.name}.log`)}, then stop and start \`npx throughline up\``,
      };
    }
    const answerMs = Math.round(performance.now() - before);
    return {
      ...blank,
      state: 'ready',
      found: where,
      version: answer,
      address: withoutPassword(address),
      answerMs,
      fix: undefined,
    };
  } catch (error) {
    if (!(error instanceof LocalStackError)) throw error;
    return { ...blank, state: 'missing', found: undefined, fix: `${error.message}: ${error.fix}` };
  }
}

async function examineModel(model: ReturnType<typeof localServers>['model']): Promise<PartReport> {
  const blank = { name: 'embedding-model', version: undefined, address: undefined, answerMs: undefined };
  try {
    const found = await model.find();
    if (found === undefined) {
      const fix = `run \`npx throughline up\`, which fetches it, or set ${model.variable}`;
      return { ...blank, state: 'missing', found: undefined, bytes: 0, fix };
    }
    const bytes = await sizeOf(found.dir);
    return {
      ...blank,
      state: 'ready',
      found: { at: found.dir, source: found.source },
      bytes,
      fix: undefined,
    };
  } catch (error) {
    if (!(error instanceof LocalStackError)) throw error;
    return { ...blank, state: 'missing', found: undefined, bytes: 0, fix: `${error.message}: ${error.fix}` };
  }
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return 0;
  if (!found.isDirectory()) return found.size;
  const sizes = await Promise.all((await readdir(path)).map((name) => sizeOf(join(path, name))));
  return sizes.reduce((sum, size) => sum + size, 0);
}
