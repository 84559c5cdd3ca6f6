import { apiTokenPrefix } from '../api/session-cookie.ts';
import { configOrExit } from '../cli/config-or-exit.ts';
import { localEnvironment } from '../cli/engine-parts.ts';
import type { EngineProcess, OnExit } from '../cli/engine-process.ts';
import { createEngineProcess } from '../cli/engine-process.ts';
import { createDeps } from '../deps.ts';
import { createLog } from '../log.ts';
import type { Knowledge } from '../knowledge/knowledge-api.ts';
import type { Stores } from '../stores/database.ts';
import { templateNamed } from '../templates/read-templates.ts';
import { startService } from '../templates/start-service.ts';
import { seedShop } from './seed-shop.ts';

export type ShopOptions = {
  /** The root of the project: flows and examples lie in it. */
  root: string;
  /** Of `workflows`; the web shop when not given. */
  template?: string;
  dataDir: string;
  /** Addresses of the servers, as the engine's processes read them. */
  servers: Readonly<Record<string, string>>;
  port: number;
  say?: (line: string) => void;
  /** Hears of an API or a worker that ends by itself. */
  onExit?: OnExit;
};

export type RunningShop = {
  url: string;
  adminUrl: string;
  /** API token that may read cases. */
  token: string;
  stores: Stores;
  knowledge: Knowledge;
  api: EngineProcess;
  worker: EngineProcess;
  stop(): Promise<void>;
};

const dayMs = 24 * 3_600_000;

/** A template on real servers: the stand-in of its service, its articles, policies and flow, an API and a worker as processes of their own. */
export async function startShop({
  root,
  template: name = 'support',
  dataDir,
  servers,
  port,
  say = () => {},
  onExit,
}: ShopOptions): Promise<RunningShop> {
  const env = {
    ...(await localEnvironment({ ...process.env, ...servers }, { dataDir, port })),
    THROUGHLINE_HTTP_ALLOWED_ADDRESSES: '127.0.0.1',
    THROUGHLINE_FLOW: name,
    THROUGHLINE_LOG_LEVEL: process.env['THROUGHLINE_LOG_LEVEL'] ?? 'error',
  };
  const url = env.THROUGHLINE_PUBLIC_URL;
  const template = await templateNamed(name, root);
  const service = await startService(template);
  const api = createEngineProcess('api', env, 'ignore', onExit);
  const worker = createEngineProcess('worker', env, 'ignore', onExit);
  const config = await configOrExit(env);
  const deps = await createDeps(config, createLog({ level: config.logLevel, name: 'shop' }));
  const stop = async () => {
    await Promise.all([worker.stop(), api.stop()]);
    await service.close();
    await deps.close();
  };
  try {
    const seed = async () => {
      const { articles, flow } = await seedShop(deps, { template, service });
      say(
        `${template.title} is in: ${articles} articles, flow ${flow}, a service to look things up at ${service.url}`,
      );
      return openAccess(deps.stores);
    };
    const [{ token, link }] = await Promise.all([seed(), api.start(), worker.start()]);
    const { stores, knowledge } = deps;
    return { url, adminUrl: `${url}/setup?token=${link}`, token, stores, knowledge, api, worker, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A token that reads cases, and a one-time link to an account for whoever looks at the shop. */
async function openAccess({ users }: Stores): Promise<{ token: string; link: string }> {
  const at = Date.now();
  const email = 'player@demo.invalid';
  const known = await users.byEmail(email);
  const created = known
    ? undefined
    : await users.create({ email, name: 'Conversation player', roles: ['auditor'], at });
  const userId = known?._id ?? (created?.ok ? created.user._id : '');
  const { secret } = await users.createApiToken({
    userId,
    name: 'demo',
    roles: ['auditor'],
    at,
    ttlMs: dayMs,
  });
  const { secret: link } = await users.createLink({
    purpose: 'invitation',
    roles: ['admin'],
    at,
    ttlMs: dayMs,
  });
  return { token: `${apiTokenPrefix}${secret}`, link };
}
