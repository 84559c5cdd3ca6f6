import { expect, it } from 'vitest';
import { claimDataDirectory } from '../local/data-directory.ts';
import { writeRecord } from '../local/server-record.ts';
import { temporaryFolder } from '../local/testing/temporary-folder.ts';
import { withRunningStack } from './running-stack.ts';

const record = (address: string) => ({
  pid: process.pid,
  startedAt: '1',
  running: true,
  port: 1,
  address,
  source: 'a test',
  command: [],
});

it('completes the environment by the stack that runs in a folder, and by none that ended', async () => {
  const dir = await temporaryFolder();
  const claim = await claimDataDirectory(dir);
  await writeRecord(dir, 'temporal', record('127.0.0.1:7233'));
  await writeRecord(dir, 'mongodb', record('mongodb://127.0.0.1:27017'));
  await writeRecord(dir, 'chroma', { ...record('http://127.0.0.1:8000'), running: false });
  expect(await withRunningStack({ LANG: 'C' }, dir)).toEqual({
    LANG: 'C',
    THROUGHLINE_TEMPORAL_ADDRESS: '127.0.0.1:7233',
    THROUGHLINE_MONGODB_URL: 'mongodb://127.0.0.1:27017',
    THROUGHLINE_MASTER_KEY: expect.stringMatching(/^[\w+/]{43}=$/),
  });
  await claim.release();
  expect(await withRunningStack({ LANG: 'C' }, dir)).toEqual({ LANG: 'C' });
});

it('mixes nothing into an environment that names an installation', async () => {
  const dir = await temporaryFolder();
  await claimDataDirectory(dir);
  await writeRecord(dir, 'mongodb', record('mongodb://127.0.0.1:27017'));
  for (const name of ['THROUGHLINE_MONGODB_URL', 'THROUGHLINE_MASTER_KEY'])
    expect(await withRunningStack({ [name]: 'mine' }, dir)).toEqual({ [name]: 'mine' });
});
