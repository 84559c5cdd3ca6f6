import { resolve } from 'node:path';
import { ownerOf } from '../local/data-directory.ts';
import { localMasterKey } from '../local/master-key.ts';
import { readRecord } from '../local/server-record.ts';

const places = [
  'THROUGHLINE_TEMPORAL_ADDRESS',
  'THROUGHLINE_MONGODB_URL',
  'THROUGHLINE_CHROMA_URL',
  'THROUGHLINE_MASTER_KEY',
] as const;

/** Whether these settings leave it to the running stack where the servers are. */
export function noServerNamed(env: NodeJS.ProcessEnv): boolean {
  return places.every((name) => !env[name]);
}

/**
 * The environment, completed by the stack that runs in this folder, so that a command beside `up` needs no settings. Who
 * names any server or the key means an installation of their own: nothing is mixed into that.
 */
export async function withRunningStack(
  env: NodeJS.ProcessEnv,
  dataDir = resolve('.throughline'),
): Promise<NodeJS.ProcessEnv> {
  if (!noServerNamed(env) || (await ownerOf(dataDir)) === undefined) return env;
  const [temporal, mongodb, chroma] = await Promise.all([
    readRecord(dataDir, 'temporal'),
    readRecord(dataDir, 'mongodb'),
    readRecord(dataDir, 'chroma'),
  ]);
  return {
    ...env,
    ...(temporal?.running && { THROUGHLINE_TEMPORAL_ADDRESS: temporal.address }),
    ...(mongodb?.running && { THROUGHLINE_MONGODB_URL: mongodb.address }),
    ...(chroma?.running && { THROUGHLINE_CHROMA_URL: chroma.address }),
    THROUGHLINE_MASTER_KEY: await localMasterKey(dataDir),
  };
}
