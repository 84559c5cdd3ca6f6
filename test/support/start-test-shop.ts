import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import type { RunningShop } from '../../packages/engine/src/demo/start-shop.ts';
import { startShop } from '../../packages/engine/src/demo/start-shop.ts';
import { freePort } from '../../packages/engine/src/local/free-port.ts';
import { connectDatabase } from '../../packages/engine/src/stores/database.ts';
import { shippedRoot } from '../../packages/engine/src/templates/read-templates.ts';

/** A template on the servers of the test run, in a database of its own that `stop` takes away; with the offline model. */
export async function startTestShop(template = 'support'): Promise<RunningShop> {
  const database = `shop-${randomUUID()}`;
  const dataDir = await mkdtemp(join(tmpdir(), 'throughline-shop-'));
  const shop = await startShop({
    root: shippedRoot,
    template,
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
  return {
    ...shop,
    async stop() {
      await shop.stop();
      const { db, close } = await connectDatabase(inject('mongodbUrl'), database);
      await db.dropDatabase().finally(close);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
