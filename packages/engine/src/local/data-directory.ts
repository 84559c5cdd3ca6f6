import { randomUUID } from 'node:crypto';
import { link, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isAlive, refTo, type ProcessRef } from './os-process.mjs';
import { LocalStackError } from './server.ts';

/** A data directory that this process, and no other, runs a stack in. */
export interface DataDirectory {
  readonly path: string;
  release(): Promise<void>;
}

/** Takes a data directory for this process. Rejects with `in-use` while another stack that lives has it. */
export async function claimDataDirectory(dataDir: string): Promise<DataDirectory> {
  const path = resolve(dataDir);
  await mkdir(path, { recursive: true });
  const self = refTo(process.pid);
  if (self === undefined) throw new Error('cannot read the start time of this process');
  const claim = join(path, `stack.${randomUUID()}.claim`);
  await writeFile(claim, JSON.stringify(self));
  try {
    const lock = await take(claim, path);
    return { path, release: () => release(lock) };
  } finally {
    await rm(claim, { force: true });
  }
}

/** The process that runs a stack in this directory now, if one does. */
export async function ownerOf(dataDir: string): Promise<ProcessRef | undefined> {
  const path = resolve(dataDir);
  const [newest] = await lockNumbers(path);
  const owner = newest === undefined ? undefined : await readOwner(lockFile(path, newest));
  return owner !== undefined && isAlive(owner) ? owner : undefined;
}

/**
 * Locks are numbered and only the newest counts, so a dead owner's lock is never removed before there is a newer one:
 * removing and taking as two steps would let two processes in.
 */
async function take(claim: string, path: string): Promise<string> {
  for (let tries = 0; tries < 100; tries++) {
    const [newest = 0] = await lockNumbers(path);
    const owner = newest === 0 ? undefined : await readOwner(lockFile(path, newest));
    if (owner !== undefined && isAlive(owner)) {
      throw new LocalStackError(
        'in-use',
        `a stack already runs in ${path} (process ${owner.pid})`,
        'use that one, stop it first, or choose another folder with --data',
      );
    }
    const lock = lockFile(path, newest + 1);
    // A hard link appears with its content or not at all, so nobody can read half a claim.
    if (!(await succeeds(link(claim, lock)))) continue;
    const [newestNow, ...older] = await lockNumbers(path);
    if (newestNow !== newest + 1) {
      // Others took and released it since we looked; their locks count.
      await rm(lock, { force: true });
      continue;
    }
    await Promise.all(older.map((number) => rm(lockFile(path, number), { force: true })));
    return lock;
  }
  throw new Error(`could not take ${path}: other processes keep taking it`);
}

/** The lock stays, without an owner: the number of the next one comes from it. */
async function release(lock: string): Promise<void> {
  const released = `${lock}.${randomUUID()}.claim`;
  await writeFile(released, '{}');
  await rename(released, lock);
}

/** Newest first. */
async function lockNumbers(path: string): Promise<number[]> {
  const names = await readdir(path).catch(() => []);
  return names
    .flatMap((name) => /^stack\.(\d+)\.lock$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => b - a);
}

const lockFile = (path: string, number: number) => join(path, `stack.${number}.lock`);

async function readOwner(lock: string): Promise<ProcessRef | undefined> {
  try {
    const owner = JSON.parse(await readFile(lock, 'utf8')) as Partial<ProcessRef>;
    return owner.pid === undefined || owner.startedAt === undefined ? undefined : (owner as ProcessRef);
  } catch {
    return undefined;
  }
}

function succeeds(work: Promise<void>): Promise<boolean> {
  return work.then(
    () => true,
    () => false,
  );
}
