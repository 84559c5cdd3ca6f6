import { freePort } from '../local/free-port.ts';
import { localMasterKey } from '../local/master-key.ts';
import type { OnExit } from './engine-process.ts';
import { createEngineProcess } from './engine-process.ts';

/** A process that `up` runs beside the servers. */
export interface Part {
  readonly name: string;
  /** Gets the environment with the servers' addresses; resolves when it is ready. */
  start(env: NodeJS.ProcessEnv): Promise<{
    /** Addresses for people, by what is there. */
    readonly pages: Readonly<Record<string, string>>;
    restart(): Promise<unknown>;
    stop(): Promise<void>;
  }>;
}

/** What the environment of a local installation lacks: a master key beside the data, a free port, its own address. */
export async function localEnvironment(
  env: NodeJS.ProcessEnv,
  { dataDir, port }: { dataDir: string; port: number },
) {
  const chosen = env['THROUGHLINE_PORT'] ?? String(await freePort(port));
  return {
    THROUGHLINE_MASTER_KEY: await localMasterKey(dataDir),
    THROUGHLINE_HOST: '127.0.0.1',
    THROUGHLINE_PUBLIC_URL: `http://127.0.0.1:${chosen}`,
    ...env,
    THROUGHLINE_PORT: chosen,
  };
}

/** The API and one worker as processes of their own. `onExit` hears of those that end by themselves. */
export function engineParts(onExit: OnExit): Part[] {
  return [
    {
      name: 'api',
      async start(env) {
        const api = createEngineProcess('api', env, 'inherit', onExit);
        const { setupUrl } = await api.start();
        const url = env['THROUGHLINE_PUBLIC_URL'] ?? '';
        const pages = {
          Pages: url,
          Chat: `${url}/chat`,
          ...(setupUrl ? { 'First administrator (one-time link)': setupUrl } : {}),
        };
        return { pages, restart: api.restart, stop: api.stop };
      },
    },
    {
      name: 'worker',
      async start(env) {
        const worker = createEngineProcess('worker', env, 'inherit', onExit);
        await worker.start();
        return { pages: {}, restart: worker.restart, stop: worker.stop };
      },
    },
  ];
}
