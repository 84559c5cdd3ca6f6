import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createStep } from '@throughline/flow/step';
import { deciders } from '@throughline/nodes/deciders';
import type { Config } from '../config.ts';
import type { InstalledNodes } from '../custom-nodes.ts';
import { loadNodes } from '../custom-nodes.ts';
import type { Deps } from '../deps.ts';
import { createDeps } from '../deps.ts';
import type { IndexState } from '../knowledge/knowledge-api.ts';
import { createLog } from '../log.ts';
import type { App } from './app.ts';
import { createApp } from './app.ts';
import type { DependencyCheck } from './health.ts';
import { Behind } from './health.ts';
import { firstAdminLink } from './setup.ts';
import { startApi } from './start-api.ts';
import { startListeners } from './start-listeners.ts';

export type RunApi = {
  port: number;
  /** Where the first administrator makes an account; null when there is somebody already. */
  setupUrl: string | null;
  stop(): Promise<void>;
};

/** One API process, from its configuration. Rejects when a server it needs cannot be reached. */
export async function runApi(config: Config): Promise<RunApi> {
  const log = createLog({ level: config.logLevel, name: 'api' });
  const [deps, nodes] = await Promise.all([createDeps(config, log), loadNodes()]);
  try {
    const app = createApiApp(deps, nodes);
    const running = await startApi({ app, port: config.port, host: config.host });
    const listeners = await startListeners(deps, app.takeMail).catch(async (error: unknown) => {
      await running.stop(0);
      throw error;
    });
    // Workers go first: embedding takes the processor from people who wait for pages.
    deps.knowledge.keepIndexed({ afterMs: 20_000 });
    return {
      port: running.port,
      setupUrl: await firstAdminLink(deps.stores.users, config.publicUrl),
      async stop() {
        await listeners.stop();
        await running.stop();
        await deps.close();
      },
    };
  } catch (error) {
    await deps.close();
    throw error;
  }
}

/** The app over the real dependencies, with the built pages where there are some. */
export function createApiApp(deps: Deps, { catalogue, runners }: InstalledNodes): App {
  const pagesDir = fileURLToPath(new URL('../../../editor/dist', import.meta.url));
  return createApp({
    ...deps,
    catalogue,
    runners,
    step: createStep(deciders),
    checks: dependencyChecks(deps),
    ...(existsSync(pagesDir) && { pagesDir }),
  });
}

function dependencyChecks({ stores, temporal, config, knowledge }: Deps): DependencyCheck[] {
  return [
    { name: 'mongodb', required: true, check: () => stores.feed.last() },
    { name: 'temporal', required: true, check: () => temporal.connection.workflowService.getSystemInfo({}) },
    // Without it, retrieval goes by words alone, and says so.
    { name: 'chroma', required: false, check: (signal) => heartbeat(config.chroma.url, signal) },
    { name: 'vectors', required: false, check: async () => vectorsAreCurrent(knowledge.indexState()) },
  ];
}

function vectorsAreCurrent({ state }: IndexState): void {
  if (state !== 'current' && state !== 'unknown') throw new Behind();
}

async function heartbeat(url: string, signal: AbortSignal): Promise<void> {
  const response = await fetch(`${url}/api/v2/heartbeat`, { signal });
  if (!response.ok) throw new Error(`Chroma answered ${response.status}`);
}
