import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { expect, inject, it, onTestFinished, vi } from 'vitest';
import { endProcess, isAlive, refTo, type ProcessRef } from './os-process.mjs';
import { writeRecord } from './server-record.ts';
import { startStack } from './stack.ts';
import { ownEnv } from './testing/own-env.ts';
import { childrenOf } from './testing/process-tree.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const TSX = createRequire(import.meta.url).resolve('tsx');
const CRASHING_STACK = fileURLToPath(new URL('testing/crashing-stack.ts', import.meta.url));

it('ends its servers when its own process is killed', async () => {
  const { parent, servers, keeper } = await startInProcess(await temporaryFolder());
  process.kill(parent.pid, 'SIGKILL');
  expect(await survivors([...servers, keeper])).toEqual([]);
});

it('takes over what a crash left that answers, and replaces what does not', async () => {
  const dataDir = await temporaryFolder();
  const { parent, servers, keeper } = await startInProcess(dataDir);
  const [temporal, mongodb, chroma] = servers as [ProcessRef, ProcessRef, ProcessRef];
  // Without the keeper, as after a crash of both.
  process.kill(keeper.pid, 'SIGKILL');
  process.kill(parent.pid, 'SIGKILL');
  expect(await survivors([keeper, parent])).toEqual([]);
  process.kill(chroma.pid, 'SIGSTOP');

  const stack = await startStack({ dataDir, env: ownEnv() });
  onTestFinished(() => stack.stop());
  expect(stack.temporal.pid).toBe(temporal.pid);
  expect(stack.mongodb.pid).toBe(mongodb.pid);
  expect(stack.chroma.pid).not.toBe(chroma.pid);
  expect(isAlive(chroma)).toBe(false);

  const all = [stack.temporal.pid, stack.mongodb.pid, stack.chroma.pid].map((pid) => refTo(pid ?? 0)!);
  await stack.stop();
  expect(await survivors(all)).toEqual([]);
});

it('never ends a process that only has the number of a former server', async () => {
  const dataDir = await temporaryFolder();
  const foreign = spawn('sleep', ['60'], { detached: true });
  onTestFinished(() => void foreign.kill());
  const former = { pid: foreign.pid!, startedAt: 'before', running: true, command: ['chroma'] };
  await writeRecord(dataDir, 'chroma', {
    ...former,
    port: 20_000,
    address: 'http://127.0.0.1:20000',
    source: 'npm',
  });

  const env = {
    THROUGHLINE_TEMPORAL_ADDRESS: inject('temporalAddress'),
    THROUGHLINE_MONGODB_URL: inject('mongodbUrl'),
  };
  const stack = await startStack({ dataDir, env: ownEnv(env) });
  await stack.stop();
  expect(refTo(foreign.pid!)).toBeDefined();
});

/** Starts a stack in a process of its own, which the test may kill. */
async function startInProcess(dataDir: string) {
  const child = spawn(process.execPath, ['--import', TSX, CRASHING_STACK, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: ownEnv(),
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const servers = (JSON.parse(line.toString()) as number[]).map((pid) => refTo(pid)!);
  // Should the test fail between a crash and what is expected to follow it.
  onTestFinished(() => Promise.all(servers.map((ref) => endProcess(ref, 'SIGKILL', 0))).then(() => {}));
  const keepers = childrenOf(child.pid!, 'keeper-process');
  expect(keepers).toHaveLength(1);
  return { parent: refTo(child.pid!)!, servers, keeper: refTo(keepers[0]!)! };
}

/** Resolves with those that are still there after a while: none, it is hoped. */
async function survivors(refs: readonly ProcessRef[]): Promise<ProcessRef[]> {
  const alive = () => refs.filter((ref) => isAlive(ref));
  const none = vi.waitFor(() => (alive().length > 0 ? Promise.reject(new Error('alive')) : []), 15_000);
  return none.catch(alive);
}
