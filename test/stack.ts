import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { plainProgress } from '../packages/engine/src/local/plain-progress.ts';
import { startStack, type Stack } from '../packages/engine/src/local/stack.ts';

/**
 * One stack of real servers for a whole test run, in a folder of its own; servers named in the environment are used
 * instead. Tests keep apart by names of their own: database, task queue, collection.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const shared = (globals[key] ??= { users: 0, started: start() });
  shared.users++;
  const { stack, dataDir } = await shared.started;
  project.provide('temporalAddress', stack.temporal.address);
  project.provide('mongodbUrl', stack.mongodb.address);
  project.provide('chromaUrl', stack.chroma.address);
  project.provide('embeddingModelDir', stack.embeddingModelDir);

  return async () => {
    if (--shared.users > 0) return;
    delete globals[key];
    await stack.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}

// Each vitest project loads this module for itself, but all run in one process.
const key = Symbol.for('throughline.test.stack');
const globals = globalThis as { [key]?: { users: number; started: Promise<Started> } };

interface Started {
  readonly stack: Stack;
  readonly dataDir: string;
}

async function start(): Promise<Started> {
  const dataDir = await mkdtemp(join(tmpdir(), 'throughline-test-'));
  return { stack: await startStack({ dataDir, progress: plainProgress(console.log) }), dataDir };
}
