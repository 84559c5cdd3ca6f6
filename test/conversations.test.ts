import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import type { RunningShop } from '../packages/engine/src/demo/start-shop.ts';
import { startShop } from '../packages/engine/src/demo/start-shop.ts';
import { freePort } from '../packages/engine/src/local/free-port.ts';
import { playConversation } from '../packages/engine/src/play/play-conversation.ts';
import { connectDatabase } from '../packages/engine/src/stores/database.ts';
import { circumstances } from './support/circumstances.ts';
import { differences } from './support/differences.ts';
import { isLong, recordedConversations } from './support/recorded-conversations.ts';

/** What a worker may still read of the policies that were. */
const policiesLiveWithinMs = 700;
/** Some turns wait for a quiet second, and cores may be busy with other tests. */
const playedWithinMs = 180_000;

const recorded = (await recordedConversations()).filter(({ conversation }) => !isLong(conversation));
const database = `conversations-${randomUUID()}`;
let dataDir = '';
let shop: RunningShop | undefined;
let restore: (() => Promise<void>) | undefined;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'throughline-conversations-'));
  shop = await startShop({
    root: fileURLToPath(new URL('..', import.meta.url)),
    dataDir,
    port: await freePort(),
    servers: {
      THROUGHLINE_TEMPORAL_ADDRESS: inject('temporalAddress'),
      THROUGHLINE_TEMPORAL_TASK_QUEUE: database,
      THROUGHLINE_MONGODB_URL: inject('mongodbUrl'),
      THROUGHLINE_MONGODB_DATABASE: database,
      THROUGHLINE_CHROMA_URL: inject('chromaUrl'),
      THROUGHLINE_EMBEDDING_MODEL_DIR: inject('embeddingModelDir'),
      THROUGHLINE_RATE_LIMIT_SCALE: '0',
      OPENAI_API_KEY: '',
    },
  });
});

afterEach(async () => {
  await restore?.();
  restore = undefined;
});

afterAll(async () => {
  await shop?.stop();
  const { db, close } = await connectDatabase(inject('mongodbUrl'), database);
  await db.dropDatabase();
  await close();
  await rm(dataDir, { recursive: true, force: true });
});

describe('recorded conversations at the real chat, with the offline model', () => {
  it.each(recorded)('$name', { timeout: playedWithinMs }, async ({ conversation }) => {
    if (!shop) throw new Error('The shop did not start.');
    restore = await circumstances(shop, conversation.needs);
    if (restore) await pause(policiesLiveWithinMs);
    const played = await playConversation(conversation, { url: shop.url, token: shop.token });
    expect(differences(played)).toBe('');
    expect(played).toMatchObject({ ok: true, verified: true });
  });
});
