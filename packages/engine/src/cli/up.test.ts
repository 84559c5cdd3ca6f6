import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, inject, it, onTestFinished, vi } from 'vitest';
import type { DoctorReport } from '../local/doctor.ts';
import { readRecord } from '../local/server-record.ts';
import { isAlive } from '../local/os-process.mjs';
import { ownEnv } from '../local/testing/own-env.ts';
import { childrenOf } from '../local/testing/process-tree.ts';
import { temporaryFolder } from '../local/testing/temporary-folder.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/throughline.js', import.meta.url));
const run = promisify(execFile);

it('up serves until Ctrl-C, which leaves nothing behind, and doctor tells how things are', async () => {
  const data = await temporaryFolder();
  const up = spawn(process.execPath, [PROGRAM, 'up', '--servers-only', '--data', data], { env: ownEnv() });
  onTestFinished(() => void up.kill('SIGKILL'));
  let said = '';
  for await (const chunk of up.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    said += chunk as string;
    if (said.includes('Ctrl-C')) break;
  }
  expect(said).toMatch(/^export THROUGHLINE_TEMPORAL_ADDRESS=127\.0\.0\.1:\d+$/mu);
  expect(said).toMatch(/^export THROUGHLINE_EMBEDDING_MODEL_DIR=/mu);

  const running = await doctor(data);
  expect(running.ok).toBe(true);
  expect(running.stackPid).toBe(up.pid);
  expect(running.parts.map(({ name, state }) => [name, state])).toEqual([
    ['temporal', 'ready'],
    ['mongodb', 'ready'],
    ['chroma', 'ready'],
    ['embedding-model', 'ready'],
  ]);
  for (const part of running.parts) {
    expect(part.bytes).toBeGreaterThan(0);
    expect(part.found?.source).toBeTruthy();
    if (part.name === 'embedding-model') continue;
    expect(part.version).toMatch(/^\d+\.\d+\.\d+/u);
    expect(said).toContain(part.address);
  }
  const records = await Promise.all(
    (['temporal', 'mongodb', 'chroma'] as const).map((name) => readRecord(data, name)),
  );
  expect(records.map((record) => isAlive(record!))).toEqual([true, true, true]);

  up.kill('SIGINT');
  await once(up, 'exit');
  expect(up.exitCode).toBe(0);
  expect(records.map((record) => isAlive(record!))).toEqual([false, false, false]);
  const stopped = await doctor(data);
  expect(stopped.stackPid).toBeUndefined();
  expect(stopped.parts.map((part) => part.state)).toEqual(['stopped', 'stopped', 'stopped', 'ready']);
});

it('up starts a worker and an API again that died', async () => {
  const data = await temporaryFolder();
  const up = spawn(process.execPath, [PROGRAM, 'up', '--data', data], {
    env: ownEnv({
      THROUGHLINE_TEMPORAL_ADDRESS: inject('temporalAddress'),
      THROUGHLINE_MONGODB_URL: inject('mongodbUrl'),
      THROUGHLINE_MONGODB_DATABASE: `up_${randomUUID().slice(0, 8)}`,
    }),
  });
  onTestFinished(() => void up.kill('SIGKILL'));
  let said = '';
  for (const stream of [up.stdout, up.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
  await vi.waitFor(() => expect(said).toContain('Ctrl-C'), { timeout: 60_000 });
  const url = /^Pages: (\S+)$/mu.exec(said)?.[1] ?? '';

  for (const part of ['api', 'worker']) {
    const processes = () => childrenOf(up.pid!, `throughline.js ${part}`);
    const [before] = processes();
    process.kill(before!, 'SIGKILL');
    await vi.waitFor(() => expect(said).toContain(`The ${part} ended with SIGKILL. Starting it again.`), {
      timeout: 10_000,
    });
    const another = () => {
      const [now, ...more] = processes();
      expect([now === undefined, now === before, more]).toEqual([false, false, []]);
    };
    await vi.waitFor(another, { timeout: 30_000, interval: 200 });
  }
  await vi.waitFor(async () => expect((await fetch(`${url}/healthz`)).ok).toBe(true), { timeout: 30_000 });
  up.kill('SIGINT');
  await once(up, 'exit');
  expect(said).not.toContain('left down');
  expect(childrenOf(up.pid!, 'throughline.js')).toEqual([]);
}, 150_000);

it('doctor tells what to do about a server that does not answer, and fails', async () => {
  const env = ownEnv({
    THROUGHLINE_MONGODB_URL: 'mongodb://127.0.0.1:9',
    THROUGHLINE_CACHE: await temporaryFolder(),
  });
  const arguments_ = [PROGRAM, 'doctor', '--data', await temporaryFolder()];
  const failed = await run(process.execPath, arguments_, { env }).catch((error: unknown) => error);
  expect(failed).toMatchObject({ code: 1 });
  const { stdout } = failed as { stdout: string };
  expect(stdout).toMatch(/^mongodb +unreachable/mu);
  expect(stdout).toContain('start it, correct THROUGHLINE_MONGODB_URL, or unset it');
  expect(stdout).toMatch(/^embedding-model +missing/mu);
  expect(stdout).toContain('npx throughline up');
});

it('a wrong port is refused with what would be right', async () => {
  const failed = await run(process.execPath, [PROGRAM, 'up', '--servers-only', '--chroma-port', 'x']).catch(
    (error: unknown) => error,
  );
  expect(failed).toMatchObject({ code: 1, stderr: expect.stringContaining('1 to 65535') });
  expect((failed as { stderr: string }).stderr).not.toContain('    at ');
});

async function doctor(data: string): Promise<DoctorReport> {
  const { stdout } = await run(process.execPath, [PROGRAM, 'doctor', '--data', data, '--json'], {
    env: ownEnv(),
  });
  return JSON.parse(stdout) as DoctorReport;
}
