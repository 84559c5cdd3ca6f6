import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { apiTokenPrefix } from '../api/session-cookie.ts';
import { localEnvironment } from '../cli/engine-parts.ts';
import { createEngineProcess } from '../cli/engine-process.ts';
import { configOrExit } from '../cli/config-or-exit.ts';
import { createDeps } from '../deps.ts';
import { createLog } from '../log.ts';
import type { Played } from '../play/play-conversation.ts';
import { playConversation } from '../play/play-conversation.ts';
import { parseConversation } from '../play/conversation.ts';
import { printTurn } from '../play/print-turn.ts';
import type { Stores } from '../stores/database.ts';
import { seedShop } from './seed-shop.ts';

export type DemoOptions = {
  root: string;
  dataDir: string;
  /** Addresses of the servers, as the engine's processes read them. */
  servers: Readonly<Record<string, string>>;
  port: number;
  say: (line: string) => void;
};

export type Demo = {
  url: string;
  adminUrl: string;
  played: Played;
  firstAnswerMs: number;
  stop(): Promise<void>;
};

const dayMs = 24 * 3_600_000;

/** The turn during which the worker is killed. */
const killDuring = 2;

/**
 * The main job on real servers: the example shop, an API and a worker as processes of their own, a customer at the chat; the
 * worker is killed in the middle of a turn and started again.
 */
export async function runDemo({ root, dataDir, servers, port, say }: DemoOptions): Promise<Demo> {
  const began = Date.now();
  const orders = await startOrderService(root);
  const env = {
    ...(await localEnvironment({ ...process.env, ...servers }, { dataDir, port })),
    THROUGHLINE_HTTP_ALLOWED_ADDRESSES: '127.0.0.1',
    THROUGHLINE_LOG_LEVEL: process.env['THROUGHLINE_LOG_LEVEL'] ?? 'error',
  };
  const url = env.THROUGHLINE_PUBLIC_URL;
  const api = createEngineProcess('api', env, 'ignore');
  const worker = createEngineProcess('worker', env, 'ignore');
  const stop = async () => {
    await Promise.all([worker.stop(), api.stop()]);
    await orders.close();
  };
  try {
    const [access] = await Promise.all([prepare(env, root, orders, say), api.start(), worker.start()]);
    say(`API and worker run (process ${api.pid} and ${worker.pid}): ${url}`);
    let firstAnswerMs = 0;
    const conversation = await readConversation(join(root, 'workflows/support.conversations/demo.json'));
    const played = await playConversation(conversation, {
      url,
      token: access.token,
      async onTurn(turn) {
        firstAnswerMs ||= Date.now() - began;
        printTurn(turn);
      },
      async onSaid(index) {
        if (index !== killDuring) return;
        const pid = worker.pid;
        await worker.kill();
        say(`\n          worker ${pid} was killed (kill -9) while it had this question`);
        void worker.start().then(() => say(`          a new worker runs: ${worker.pid}`));
      },
    });
    return { url, adminUrl: `${url}/setup?token=${access.link}`, played, firstAnswerMs, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

type OrderService = { url: string; token: string; close(): Promise<void> };

/** The shop's order service lies with the examples: it is no part of the engine. */
async function startOrderService(root: string): Promise<OrderService> {
  const token = randomBytes(24).toString('base64url');
  const { createOrderService } = (await import(
    pathToFileURL(join(root, 'examples/orders/server.ts')).href
  )) as {
    createOrderService(options: {
      port: number;
      token: string;
    }): Promise<{ url: string; close(): Promise<void> }>;
  };
  return { ...(await createOrderService({ port: 0, token })), token };
}

async function prepare(
  env: NodeJS.ProcessEnv,
  root: string,
  orders: OrderService,
  say: (line: string) => void,
) {
  const config = configOrExit(env);
  const deps = await createDeps(config, createLog({ level: config.logLevel, name: 'demo' }));
  try {
    const { articles, flow } = await seedShop(deps, { root, orders });
    say(`The example shop is in: ${articles} articles, flow ${flow}, an order service at ${orders.url}`);
    return await openAccess(deps.stores);
  } finally {
    await deps.close();
  }
}

/** A token that reads cases, and a one-time link to an account for whoever looks at the demo. */
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

async function readConversation(file: string) {
  const parsed = parseConversation(JSON.parse(await readFile(file, 'utf8')));
  if (!parsed.ok) throw new Error(`${file}: ${parsed.text}`);
  return parsed.conversation;
}
