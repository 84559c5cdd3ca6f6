import { randomUUID } from 'node:crypto';
import { ChromaClient } from 'chromadb';
import { inject } from 'vitest';
import { catalogue } from '@throughline/nodes/catalogue';
import { deciders } from '@throughline/nodes/deciders';
import { createStep } from '@throughline/flow/step';
import type { CaseGateway } from '../../cases/gateway.ts';
import { everyChannel, testChannels, testPlaces } from '../../testing/test-channels.ts';
import { createTakeReceipt } from '../../cases/take-receipt.ts';
import { createSettleCallback } from '../../channels/voice/settle-callback.ts';
import { createKnowledge } from '../../knowledge/knowledge.ts';
import { createAnswerer } from '../../models/answerer.ts';
import { createOfflineEmbedder } from '../../models/offline-embedder.ts';
import { createUsageTotals } from '../../models/usage-totals.ts';
import type { CodeToSend } from '../../identity/send-codes.ts';
import { createPortalCustomers } from '../../portal/portal-customer.ts';
import { createProofs } from '../../stores/proofs.ts';
import type { TestDatabase } from '../../testing/database.ts';
import '../../testing/provided-context.ts';
import { noGateway } from '../../testing/no-gateway.ts';
import { createLog } from '../../log.ts';
import type { AppConfig, AppDeps } from '../app-deps.ts';
import { createApp } from '../app.ts';
import { hashPassword } from '../passwords.ts';
import { apiTokenPrefix } from '../session-cookie.ts';
import { startApi } from '../start-api.ts';
import type { Role } from '../staff.ts';

export type TestApi = Awaited<ReturnType<typeof startTestApi>>;

export type TestApiOptions = {
  database: TestDatabase;
  /** Left out where no case is reached. */
  gateway?: CaseGateway;
  /** Of the servers that the run has started, unless a test brings its own. */
  chromaUrl?: string;
  embeddingModelDir?: string;
  config?: Partial<AppConfig>;
  deps?: Partial<AppDeps>;
};

const withoutCases = noGateway(async () => {
  throw new Error('no case is reached here');
});

export const testPassword = 'correct horse battery';

/** The API on a port of its own, over a real database; answers are checked against their schemas. */
export async function startTestApi({
  database,
  gateway = withoutCases,
  chromaUrl = inject('chromaUrl'),
  embeddingModelDir = inject('embeddingModelDir'),
  ...options
}: TestApiOptions) {
  const { stores } = database;
  const lines: string[] = [];
  const codes: CodeToSend[] = [];
  const embedder = createOfflineEmbedder({ modelDir: embeddingModelDir });
  const { hostname, port } = new URL(chromaUrl);
  const chroma = new ChromaClient({ host: hostname, port: Number(port) });
  const knowledge = await createKnowledge({ db: database.db, chroma, embedder });
  const channels = testChannels(database, { config: options.config?.channels ?? everyChannel });
  const app = createApp({
    config: {
      masterKey: database.masterKey,
      publicUrl: 'http://support.example.com',
      metrics: {},
      trustedProxies: [],
      rateLimitScale: 0,
      http: { allowedAddresses: [] },
      webchat: { origins: ['https://shop.example.com'], identitySecret: 'x'.repeat(40) },
      flowId: 'scripted',
      channels: everyChannel,
      ...options.config,
    },
    stores,
    gateway,
    knowledge,
    answerer: {
      id: 'offline',
      answer: async (request) => (await answerer()).answer(request),
      classify: async (request) => (await answerer()).classify(request),
    },
    embedder,
    usage: createUsageTotals(),
    proofs: createProofs({
      db: database.db,
      masterKey: database.masterKey.bytes,
      customers: stores.customers,
      codes: { canSend: () => true, send: async (code) => void codes.push(code) },
    }),
    portalCustomers: createPortalCustomers({
      ...{ stores, masterKey: database.masterKey.bytes, publicUrl: 'http://support.example.com' },
    }),
    channels,
    places: testPlaces(database, channels),
    lines: { begin: async () => undefined },
    takeReceipt: createTakeReceipt({ stores, failSend: async () => {} }),
    settleCallback: createSettleCallback({ stores, tellCase: async () => {} }),
    catalogue,
    step: createStep(deciders),
    log: createLog({ level: 'info', name: 'test', to: { write: (line) => void lines.push(line) } }),
    checks: [{ name: 'mongodb', required: true, check: () => stores.feed.last() }],
    checkAnswers: true,
    ...options.deps,
  });
  const running = await startApi({ app, port: 0, host: '127.0.0.1' });
  const url = `http://127.0.0.1:${running.port}`;

  async function answerer() {
    const { createOfflineModel } = await import('../../models/offline-model.ts');
    return createAnswerer({ model: createOfflineModel({ embedder }) });
  }

  /** An account with a session, as a browser would hold it. */
  async function signIn(role: Role) {
    const email = `${role}-${randomUUID()}@example.com`;
    const made = await stores.users.create({
      email,
      name: role,
      roles: [role],
      passwordHash: await password,
      at: Date.now(),
    });
    if (!made.ok) throw new Error(made.code);
    const session = await stores.users.createSession({
      userId: made.user._id,
      at: Date.now(),
      ttlMs: 3_600_000,
    });
    const token = await stores.users.createApiToken({
      userId: made.user._id,
      name: 'test',
      roles: [role],
      at: Date.now(),
      ttlMs: 3_600_000,
    });
    return {
      id: made.user._id,
      email,
      cookie: { Cookie: `throughline=${session.secret}`, 'X-Throughline': '1' },
      bearer: { Authorization: `Bearer ${apiTokenPrefix}${token.secret}` },
    };
  }

  return {
    url,
    app,
    stores,
    knowledge,
    /** One-time codes that went out. */
    codes,
    /** What the process logged, line by line. */
    lines,
    signIn,
    call: (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
      call(url, method, path, body, headers),
    async stop() {
      await running.stop(1_000);
      await knowledge.close();
    },
  };
}

const password = hashPassword(testPassword);

async function call(
  url: string,
  method: string,
  path: string,
  body: unknown,
  headers: Record<string, string>,
) {
  const response = await fetch(url + path, {
    method,
    redirect: 'manual',
    headers: { ...(body !== undefined && { 'Content-Type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const type = response.headers.get('content-type') ?? '';
  // Tests read answers whose schemas the API itself checks.
  const json = (/json/.test(type) ? JSON.parse(text) : undefined) as Record<string, unknown>;
  return { status: response.status, headers: response.headers, text, json };
}
