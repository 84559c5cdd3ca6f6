import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { claimDataDirectory, ownerOf } from './data-directory.ts';
import { refTo } from './os-process.mjs';
import { temporaryFolder } from './testing/temporary-folder.ts';

it('belongs to one of many that want it at once, until it is released', async () => {
  const dir = await temporaryFolder();
  await writeFile(join(dir, 'stack.1.lock'), JSON.stringify(await refToDeadProcess()));
  const claims = await Promise.allSettled(Array.from({ length: 10 }, () => claimDataDirectory(dir)));
  const taken = claims.flatMap((claim) => (claim.status === 'fulfilled' ? [claim.value] : []));
  expect(taken).toHaveLength(1);
  expect((await ownerOf(dir))?.pid).toBe(process.pid);

  await taken[0]?.release();
  expect(await ownerOf(dir)).toBeUndefined();
  await expect(claimDataDirectory(dir)).resolves.toMatchObject({ path: dir });
});

it('can be taken after its owner died, or when the lock cannot be read', async () => {
  for (const content of [JSON.stringify(await refToDeadProcess()), '', '{"pid":']) {
    const dir = await temporaryFolder();
    await writeFile(join(dir, 'stack.1.lock'), content);
    expect(await ownerOf(dir)).toBeUndefined();
    await expect(claimDataDirectory(dir)).resolves.toMatchObject({ path: dir });
  }
});

async function refToDeadProcess() {
  const child = spawn('sleep', ['60']);
  await once(child, 'spawn');
  const ref = refTo(child.pid!);
  child.kill('SIGKILL');
  await once(child, 'exit');
  return ref;
}
