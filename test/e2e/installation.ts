import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { inject } from 'vitest';
import { createEngineProcess } from '../../packages/engine/src/cli/engine-process.ts';
import { loadConfig } from '../../packages/engine/src/config.ts';
import { seedShop } from '../../packages/engine/src/demo/seed-shop.ts';
import { templateNamed } from '../../packages/engine/src/templates/read-templates.ts';
import { startService } from '../../packages/engine/src/templates/start-service.ts';
import type { Deps } from '../../packages/engine/src/deps.ts';
import { createDeps } from '../../packages/engine/src/deps.ts';
import { freePort } from '../../packages/engine/src/local/free-port.ts';
import { localMasterKey } from '../../packages/engine/src/local/master-key.ts';
import { connectDatabase } from '../../packages/engine/src/stores/database.ts';
import { ensurePages } from '../runner/build-pages.ts';
import type { TwilioCallRequest } from '../providers/twilio.ts';
import { startTwilio } from '../providers/twilio.ts';
import { circumstances } from '../support/circumstances.ts';
import type { TestBrowser } from './browser.ts';
import { openBrowser } from './browser.ts';
import { serveHostPage } from './host-page.ts';
import type { Account } from './staff.ts';
import { createAccount } from './staff.ts';

export type Installation = {
  url: string;
  /** The first administrator, made by the one-time link that the API gave when it started. */
  admin: Account;
  /** A shop's own page, of another origin, with the widget in it. */
  hostPage: string;
  browser: TestBrowser;
  /** Another API in front of the same installation, whose customers meet that flow; and a page with its widget. */
  serveFlow(flowId: string): Promise<{ url: string; hostPage: string }>;
  /** What the telephone company was asked to place. */
  calls: () => TwilioCallRequest[];
  /** Ends the worker as a crash would. */
  killWorker: () => Promise<void>;
  startWorker: () => Promise<void>;
  stop(): Promise<void>;
};

/** What the shop signs the names of its visitors with. */
export const identitySecret = 'a secret that only the shop and its chat know';

/** Where calls come from; whose number they call. */
export const telephone = {
  accountSid: `AC${'0'.repeat(32)}`,
  authToken: 'a secret of the telephone company',
};

/** The example shop in a database and on a task queue of its own, an API and a worker as processes, and a browser. */
export async function startInstallation(): Promise<Installation> {
  await ensurePages();
  const name = `e2e-${randomUUID()}`;
  const mongodbUrl = inject('mongodbUrl');
  const dataDir = await mkdtemp(join(tmpdir(), 'throughline-e2e-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const hostPage = await serveHostPage(url);
  const twilio = await startTwilio({ account: telephone });
  const env = {
    ...process.env,
    THROUGHLINE_TEMPORAL_ADDRESS: inject('temporalAddress'),
    THROUGHLINE_TEMPORAL_TASK_QUEUE: name,
    THROUGHLINE_MONGODB_URL: mongodbUrl,
    THROUGHLINE_MONGODB_DATABASE: name,
    THROUGHLINE_CHROMA_URL: inject('chromaUrl'),
    THROUGHLINE_EMBEDDING_MODEL_DIR: inject('embeddingModelDir'),
    THROUGHLINE_MASTER_KEY: await localMasterKey(dataDir),
    THROUGHLINE_HOST: '127.0.0.1',
    THROUGHLINE_PORT: String(port),
    THROUGHLINE_PUBLIC_URL: url,
    THROUGHLINE_HTTP_ALLOWED_ADDRESSES: '127.0.0.1',
    // All customers share one address here.
    THROUGHLINE_RATE_LIMIT_SCALE: '0',
    THROUGHLINE_LOG_LEVEL: process.env['THROUGHLINE_LOG_LEVEL'] ?? 'fatal',
    WEBCHAT_ALLOWED_ORIGINS: hostPage.origin,
    WEBCHAT_IDENTITY_SECRET: identitySecret,
    TWILIO_ACCOUNT_SID: telephone.accountSid,
    TWILIO_AUTH_TOKEN: telephone.authToken,
    TWILIO_BASE_URL: twilio.url,
    TWILIO_VOICE_FROM: '+441632960000',
    // What the shop answers must not depend on whose key lies around.
    OPENAI_API_KEY: '',
  };
  const template = await templateNamed('support');
  const service = await startService(template);
  const api = createEngineProcess('api', env, 'ignore');
  const worker = createEngineProcess('worker', env, 'ignore');
  const opening = openBrowser();
  const others: (() => Promise<void>)[] = [];

  async function serveFlow(flowId: string): Promise<{ url: string; hostPage: string }> {
    const otherPort = await freePort();
    const otherUrl = `http://127.0.0.1:${otherPort}`;
    const page = await serveHostPage(otherUrl);
    const other = createEngineProcess(
      'api',
      {
        ...env,
        THROUGHLINE_FLOW: flowId,
        THROUGHLINE_PORT: String(otherPort),
        THROUGHLINE_PUBLIC_URL: otherUrl,
        WEBCHAT_ALLOWED_ORIGINS: page.origin,
      },
      'ignore',
    );
    others.push(async () => void (await Promise.all([other.stop(), page.close()])));
    await other.start();
    return { url: otherUrl, hostPage: page.origin };
  }

  async function stop(): Promise<void> {
    await (await opening).close();
    await Promise.all([worker.stop(), api.stop(), ...others.map((end) => end())]);
    await Promise.all([service.close(), hostPage.close(), twilio.close()]);
    const { db, close } = await connectDatabase(mongodbUrl, name);
    await db.dropDatabase().finally(close);
    await rm(dataDir, { recursive: true, force: true });
  }

  try {
    const deps = await open(env);
    const seeding = seedShop(deps, { template, service }).then(
      // What people are told must not depend on the hour at which a test runs.
      () => circumstances(deps, ['open']),
    );
    const [{ setupUrl }] = await Promise.all([api.start(), worker.start(), seeding]).finally(
      async () => await deps.close(),
    );
    if (!setupUrl) throw new Error('The API gave no link for the first administrator.');
    return {
      url,
      admin: await createAccount(setupUrl, 'Ada Minster'),
      hostPage: hostPage.origin,
      browser: await opening,
      serveFlow,
      calls: () => twilio.placed,
      killWorker: () => worker.kill(),
      startWorker: async () => void (await worker.start()),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function open(env: NodeJS.ProcessEnv): Promise<Deps> {
  const loaded = loadConfig(env);
  if (!loaded.ok) throw new Error(loaded.issues.map(({ variable, text }) => `${variable} ${text}`).join(' '));
  return createDeps(loaded.config, pino({ level: 'silent' }));
}
