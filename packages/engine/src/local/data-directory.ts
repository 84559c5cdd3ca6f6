import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
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
  const lock = join(path, 'stack.lock');
  const self = refTo(process.pid);
  if (self === undefined) throw new Error('cannot read the start time of this process');
  const claim = `${lock}.${process.pid}`;
  await writeFile(claim, JSON.stringify(self));
  try {
    await take(claim, lock, path);
  } finally {
    await rm(claim, { force: true });
  }
  return { path, release: () => rm(lock, { force: true }) };
}

/** The process that runs a stack in this directory now, if one does. */
export async function ownerOf(dataDir: string): Promise<ProcessRef | undefined> {
  const owner = await readOwner(join(resolve(dataDir), 'stack.lock'));
  return owner !== undefined && isAlive(owner) ? owner : undefined;
}

async function take(claim: string, lock: string, path: string): Promise<void> {
  for (let tries = 0; tries < 5; tries++) {
    // A hard link appears with its content or not at all, so nobody can read half a claim.
    if (await succeeds(link(claim, lock))) return;
    const owner = await readOwner(lock);
    if (owner !== undefined && isAlive(owner)) {
      throw new LocalStackError(
        'in-use',
        `a stack already runs in ${path} (process ${owner.pid})`,
        'use that one, stop it first, or choose another folder with --data',
      );
    }
    await moveAside(lock, owner, claim);
  }
  throw new Error(`could not take ${lock}: other processes keep taking it`);
}

/** Removes a dead owner's lock; puts back what turns out to be the lock of somebody quicker. */
async function moveAside(lock: string, seen: ProcessRef | undefined, claim: string): Promise<void> {
  const aside = `${claim}.aside`;
  if (!(await succeeds(rename(lock, aside)))) return;
  const moved = await readOwner(aside);
  if (moved?.pid !== seen?.pid || moved?.startedAt !== seen?.startedAt) await succeeds(link(aside, lock));
  await rm(aside, { force: true });
}

async function readOwner(lock: string): Promise<ProcessRef | undefined> {
  try {
    return JSON.parse(await readFile(lock, 'utf8')) as ProcessRef;
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
