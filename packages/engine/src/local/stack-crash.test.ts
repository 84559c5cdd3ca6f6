import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished, vi } from 'vitest';
import { isAlive, refTo, type ProcessRef } from './os-process.mjs';
import { readRecord, writeRecord } from './server-record.ts';
import { startStack } from './stack.ts';
import { childrenOf } from './testing/process-tree.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const TSX = createRequire(import.meta.url).resolve('tsx');
const CRASHING_STACK = fileURLToPath(new URL('testing/crashing-stack.ts', import.meta.url));

it('ends its servers when its own process is killed', async () => {
  const { parent, servers, keeper } = await startInProcess(await temporaryFolder());
  process.kill(parent, 'SIGKILL');
  await allGone([...servers, keeper]);
});

it('takes over what a crash left that answers, and replaces what does not', async () => {
  const dataDir = await temporaryFolder();
  const { parent, servers, keeper } = await startInProcess(dataDir);
  const [temporal, mongodb, chroma] = servers as [ProcessRef, ProcessRef, ProcessRef];
  // Without the keeper, as after a crash of both.
  process.kill(keeper.pid, 'SIGKILL');
  process.kill(parent, 'SIGKILL');
  await allGone([keeper]);
  process.kill(chroma.pid, 'SIGSTOP');

  const stack = await startStack({ dataDir });
  onTestFinished(() => stack.stop());
  expect(stack.temporal.pid).toBe(temporal.pid);
  expect(stack.mongodb.pid).toBe(mongodb.pid);
  expect(stack.chroma.pid).not.toBe(chroma.pid);
  expect(isAlive(chroma)).toBe(false);

  const all = [stack.temporal.pid, stack.mongodb.pid, stack.chroma.pid].map((pid) => refTo(pid ?? 0)!);
  await stack.stop();
  await allGone(all);
});

it('never ends a process that only has the number of a former server', async () => {
  const dataDir = await temporaryFolder();
  const first = await startStack({ dataDir });
  await first.stop();
  const foreign = spawn('sleep', ['60'], { detached: true });
  onTestFinished(() => void foreign.kill());
  const record = (await readRecord(dataDir, 'chroma'))!;
  await writeRecord(dataDir, 'chroma', { ...record, running: true, pid: foreign.pid! });

  const second = await startStack({ dataDir });
  await second.stop();
  expect(foreign.exitCode ?? foreign.signalCode).toBeNull();
  expect(refTo(foreign.pid!)).toBeDefined();
});

/** Starts a stack in a process of its own, which the test may kill. */
async function startInProcess(dataDir: string) {
  const child = spawn(process.execPath, ['--import', TSX, CRASHING_STACK, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const servers = (JSON.parse(line.toString()) as number[]).map((pid) => refTo(pid)!);
  const keepers = childrenOf(child.pid!, 'keeper-process');
  expect(keepers).toHaveLength(1);
  return { parent: child.pid!, servers, keeper: refTo(keepers[0]!)! };
}

async function allGone(refs: readonly ProcessRef[]): Promise<void> {
  await vi.waitFor(() => expect(refs.filter((ref) => isAlive(ref))).toEqual([]), {
    timeout: 15_000,
    interval: 50,
  });
}
