import { resolve } from 'node:path';
import { openCache } from './cache.ts';
import { chromaServer } from './chroma.ts';
import { claimDataDirectory } from './data-directory.ts';
import { embeddingModel } from './embedding-model.ts';
import { startKeeper } from './keeper.ts';
import { mongodbServer } from './mongodb.ts';
import type { LocalServer, Progress, Running, ServerName } from './server.ts';
import { temporalServer } from './temporal.ts';
import { withoutPassword } from './without-password.ts';

export interface StackOptions {
  /** Data, logs and records; `.throughline` by default. One stack at a time. */
  readonly dataDir?: string;
  readonly progress?: Progress;
  /** Fixed ports; a free one is chosen for each that is missing. */
  readonly ports?: Partial<Record<ServerName, number>>;
  readonly env?: NodeJS.ProcessEnv;
  /** Called when a server ends without having been asked to. */
  readonly onExit?: (server: ServerName, reason: string) => void;
}

export interface Stack {
  readonly temporal: Running;
  readonly mongodb: Running;
  readonly chroma: Running;
  readonly embeddingModelDir: string;
  /** The variables by which the engine's processes find the servers. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/**
 * Starts the servers the engine needs, or uses those the environment names. Rejects with `LocalStackError`, and then
 * leaves nothing running.
 */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const env = options.env ?? process.env;
  const servers = localServers(env);
  const directory = await claimDataDirectory(options.dataDir ?? '.throughline');
  const keeper = startKeeper();

  const starts = await Promise.allSettled([
    provide(servers.temporal),
    provide(servers.mongodb),
    provide(servers.chroma),
    provideModel(),
  ]);
  const started = starts.flatMap((start) =>
    start.status === 'fulfilled' && typeof start.value === 'object' ? [start.value] : [],
  );
  const failed = starts.find((start) => start.status === 'rejected');
  if (failed !== undefined) {
    await stop(started);
    throw failed.reason;
  }
  const [temporal, mongodb, chroma, model] = starts.map((start) =>
    start.status === 'fulfilled' ? start.value : undefined,
  ) as [Running, Running, Running, string];

  return {
    temporal,
    mongodb,
    chroma,
    embeddingModelDir: model,
    env: {
      [servers.temporal.variable]: temporal.address,
      [servers.mongodb.variable]: mongodb.address,
      [servers.chroma.variable]: chroma.address,
      [servers.model.variable]: model,
    },
    stop: () => stop(started),
  };

  async function provide(server: LocalServer): Promise<Running> {
    const what = server.name;
    const progress = options.progress ?? (() => {});
    const port = options.ports?.[what];
    try {
      const found = (await server.find(directory.path)) ?? (await server.fetch(progress));
      const running = await server.start(found, {
        dataDir: directory.path,
        keeper,
        progress,
        ...(port !== undefined && { port }),
        onExit: (reason) => options.onExit?.(what, reason),
      });
      progress({
        what,
        text: `${running.version} at ${withoutPassword(running.address)}, ${running.source}`,
        end: 'ready',
      });
      return running;
    } catch (error) {
      progress({ what, text: (error as Error).message, end: 'failed' });
      throw error;
    }
  }

  async function provideModel(): Promise<string> {
    const what = 'embedding-model';
    const progress = options.progress ?? (() => {});
    try {
      const { dir, source } = (await servers.model.find()) ?? (await servers.model.fetch(progress));
      progress({ what, text: `${dir}, ${source}`, end: 'ready' });
      return resolve(dir);
    } catch (error) {
      progress({ what, text: (error as Error).message, end: 'failed' });
      throw error;
    }
  }

  async function stop(running: readonly Running[]): Promise<void> {
    await Promise.all(running.map((server) => server.stop()));
    keeper.close();
    await directory.release();
  }
}

/** Everything the stack is made of, for those who want one part (`doctor`). */
export function localServers(env: NodeJS.ProcessEnv) {
  const cache = openCache(env);
  return {
    cache,
    temporal: temporalServer(env, cache),
    mongodb: mongodbServer(env, cache),
    chroma: chromaServer(env, cache),
    model: embeddingModel(env, cache),
  };
}
