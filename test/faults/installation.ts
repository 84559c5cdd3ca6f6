import { copyFile, mkdir, mkdtemp, open as openFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { catalogue } from '@throughline/nodes/catalogue';
import pino from 'pino';
import { apiTokenPrefix } from '../../packages/engine/src/api/session-cookie.ts';
import { createEngineProcess } from '../../packages/engine/src/cli/engine-process.ts';
import type { EngineProcess } from '../../packages/engine/src/cli/engine-process.ts';
import { loadConfig } from '../../packages/engine/src/config.ts';
import type { Deps } from '../../packages/engine/src/deps.ts';
import { createDeps } from '../../packages/engine/src/deps.ts';
import { publishFlow } from '../../packages/engine/src/flows/publish-flow.ts';
import { freePort } from '../../packages/engine/src/local/free-port.ts';
import { localMasterKey } from '../../packages/engine/src/local/master-key.ts';
import type { Progress } from '../../packages/engine/src/local/server.ts';
import type { Stack } from '../../packages/engine/src/local/stack.ts';
import type { Stores } from '../../packages/engine/src/stores/database.ts';
import { startStack } from '../../packages/engine/src/local/stack.ts';
import { echoFlow } from './flow.ts';

export type Installation = {
  url: string;
  /** Of somebody who may publish. */
  token: string;
  dataDir: string;
  stack: Stack;
  api: EngineProcess;
  worker: EngineProcess;
  /** Names the database server: what a kill may do to it depends on it. */
  database: string;
  /** Opens this process's own view of stores and Temporal. */
  open(): Promise<Deps>;
  stop(keep: boolean): Promise<void>;
};

/** As many of the shipped articles as the questions need: embedding all of them takes longer than it is worth here. */
const articles = [
  'returns',
  'refund-time',
  'gas-canister-shipping',
  'kettle-descaling',
  'change-delivery-address',
  'gift-cards',
];

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A whole installation of its own: servers, articles, the flow under test, an API and a worker as processes. */
export async function startInstallation(echoUrl: string, progress: Progress): Promise<Installation> {
  const dataDir = await mkdtemp(join(tmpdir(), 'throughline-faults-'));
  const stack = await startStack({ dataDir, progress });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = {
    ...process.env,
    ...stack.env,
    THROUGHLINE_MASTER_KEY: await localMasterKey(dataDir),
    THROUGHLINE_PORT: String(port),
    THROUGHLINE_HOST: '127.0.0.1',
    THROUGHLINE_PUBLIC_URL: url,
    THROUGHLINE_FLOW: 'faults',
    THROUGHLINE_HTTP_ALLOWED_ADDRESSES: '127.0.0.1',
    // All customers share one address here.
    THROUGHLINE_RATE_LIMIT_SCALE: '0',
    THROUGHLINE_LOG_LEVEL: process.env['THROUGHLINE_LOG_LEVEL'] ?? 'warn',
  };
  const logs = await Promise.all(
    ['api', 'worker'].map((name) => openFile(join(dataDir, 'logs', `${name}.log`), 'a')),
  );
  const api = createEngineProcess('api', env, logs[0]?.fd);
  const worker = createEngineProcess('worker', env, logs[1]?.fd);

  async function open(): Promise<Deps> {
    const loaded = loadConfig(env);
    if (!loaded.ok)
      throw new Error(loaded.issues.map(({ variable, text }) => `${variable} ${text}`).join(' '));
    return createDeps(loaded.config, pino({ level: 'silent' }));
  }

  async function stop(keep: boolean): Promise<void> {
    await Promise.all([worker.stop(), api.stop()]);
    await stack.stop();
    await Promise.all(logs.map((log) => log.close()));
    if (!keep) await rm(dataDir, { recursive: true, force: true });
  }

  try {
    const deps = await open();
    const token = await seed(deps, { echoUrl, dataDir }).finally(() => deps.close());
    await Promise.all([api.start(), worker.start()]);
    return { url, token, dataDir, stack, api, worker, database: stack.mongodb.source, open, stop };
  } catch (error) {
    await stop(true);
    throw error;
  }
}

/** Gives a token of somebody who may publish. */
async function seed(
  { stores, knowledge }: Deps,
  { echoUrl, dataDir }: { echoUrl: string; dataDir: string },
): Promise<string> {
  const folder = join(dataDir, 'articles');
  await mkdir(folder);
  for (const name of articles) {
    await copyFile(join(root, `examples/knowledge/${name}.md`), join(folder, `${name}.md`));
  }
  const report = await knowledge.importFolder(folder);
  if (report.problems.length > 0) throw new Error(`articles: ${JSON.stringify(report.problems)}`);
  const flow = echoFlow(echoUrl);
  const published = await publishFlow({ stores, catalogue, flow, author: 'fault test', at: Date.now() });
  if (!published.ok) throw new Error(`flow: ${published.issues.map(({ text }) => text).join('\n')}`);
  return publisherToken(stores);
}

async function publisherToken({ users }: Stores): Promise<string> {
  const [at, roles] = [Date.now(), ['ops' as const]];
  const made = await users.create({ email: 'ops@example.com', name: 'Ops', roles, passwordHash: 'none', at });
  if (!made.ok) throw new Error(made.code);
  const { _id: userId } = made.user;
  const token = await users.createApiToken({ userId, name: 'faults', roles, at, ttlMs: 7 * 86_400_000 });
  return `${apiTokenPrefix}${token.secret}`;
}
