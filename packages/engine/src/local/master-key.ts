import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The master key of a local stack, 32 bytes in base64, made at the first start and kept beside the data that it seals. In
 * production it comes from the environment, apart from the data.
 */
export async function localMasterKey(dataDir: string): Promise<string> {
  const path = join(dataDir, 'master-key');
  await mkdir(dataDir, { recursive: true });
  try {
    await writeFile(path, randomBytes(32).toString('base64'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return (await readFile(path, 'utf8')).trim();
}
