import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ChromaClient } from 'chromadb';
import { MongoClient } from 'mongodb';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, inject, it, onTestFinished } from 'vitest';
import { loadConfig } from '../config.ts';
import type { Deps } from '../deps.ts';
import { createDeps } from '../deps.ts';
import type { OpenAiServer } from '../models/testing/openai-server.ts';
import { startOpenAiServer } from '../models/testing/openai-server.ts';
import { startWorker } from '../temporal/run-worker.ts';
import { addressOf } from './knowledge-servers.ts';

const program = fileURLToPath(new URL('../../bin/throughline.js', import.meta.url));
const run = promisify(execFile);
const database = `knowledge-cli-${randomUUID().slice(0, 8)}`;
/** More than are looked at without asking which vectors are nearest. */
const count = 15;
let server: OpenAiServer;
let env: Record<string, string>;
let folder: string;

beforeAll(async () => {
  server = await startOpenAiServer({ length: 384 });
  folder = await mkdtemp(join(tmpdir(), 'throughline-knowledge-'));
  await mkdir(`${folder}/articles`);
  for (let n = 1; n <= count; n++)
    await writeFile(
      `${folder}/articles/thing-${n}.md`,
      `# Thing ${n}\n\nThing${n} is cleaned with vinegar${n}.`,
    );
  env = {
    THROUGHLINE_TEMPORAL_ADDRESS: inject('temporalAddress'),
    THROUGHLINE_TEMPORAL_TASK_QUEUE: database,
    THROUGHLINE_MONGODB_URL: inject('mongodbUrl'),
    THROUGHLINE_MONGODB_DATABASE: database,
    THROUGHLINE_CHROMA_URL: inject('chromaUrl'),
    THROUGHLINE_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
    OPENAI_API_KEY: 'k',
    OPENAI_BASE_URL: server.baseUrl,
    OPENAI_EMBEDDING_MODEL: 'served',
  };
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
  const client = await new MongoClient(inject('mongodbUrl')).connect();
  await client.db(database).dropDatabase();
  await client.close();
});

/** What API and worker are made of. */
async function open(): Promise<Deps> {
  const loaded = loadConfig(env);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.issues));
  const deps = await createDeps(loaded.config, pino({ level: 'silent' }));
  onTestFinished(() => deps.close());
  return deps;
}

const cli = (...words: string[]) =>
  run(process.execPath, [program, ...words], { env: { ...process.env, ...env }, cwd: folder });
const asked = async ({ knowledge }: Deps) => {
  const { features, passages } = await knowledge.retrieve({ query: 'How is Thing7 cleaned?' });
  return { mode: features.mode, first: passages[0]?.articleId };
};
const found = { mode: 'full', first: 'thing-7' };
const embedded = () => server.texts.filter((text) => text.includes('vinegar')).length;

it('imports with the embedding model that API and worker ask, whatever its vectors are', async () => {
  const { stdout } = await cli('knowledge', 'import', 'articles');
  expect(stdout).toContain(`${count} articles, ${count} new or changed, 0 problems`);
  expect(embedded()).toBe(count);
  expect(await asked(await open())).toEqual(found);
  expect(embedded()).toBe(count);
});

it('asks it too, and says with the model that answers what would be answered', async () => {
  server.says = JSON.stringify({
    statements: [
      { text: 'Thing7 is cleaned with vinegar7.', passages: ['p1'], quote: 'cleaned with vinegar7' },
    ],
    confidence: 0.95,
  });
  const { stdout } = await cli('knowledge', 'ask', 'How is Thing7 cleaned?', '--json');
  const { retrieval, answer } = JSON.parse(stdout) as {
    retrieval: { features: { mode: string } };
    answer: { band: string; text: string };
  };
  expect(retrieval.features.mode).toBe('full');
  expect(answer).toMatchObject({ band: 'answer', text: 'Thing7 is cleaned with vinegar7.' });
  expect(server.chats).toHaveLength(1);
});

it('refuses models that are named by halves', async () => {
  const refused = run(process.execPath, [program, 'knowledge', 'import', 'articles'], {
    env: { ...process.env, ...env, OPENAI_API_KEY: '' },
    cwd: folder,
  });
  await expect(refused).rejects.toMatchObject({
    code: 78,
    stderr: expect.stringContaining('OPENAI_API_KEY'),
  });
});

it('a worker makes vectors that were lost anew, and polls before it is done', async () => {
  const chroma = new ChromaClient(addressOf(inject('chromaUrl')));
  await chroma.deleteCollection({ name: `knowledge-${database}-openai-served-384` });
  server.slowMs = 400;
  const deps = await open();
  const worker = await startWorker(deps);
  try {
    expect(deps.knowledge.indexState().state).toMatch(/^(unknown|building)$/);
    await expect
      .poll(() => deps.knowledge.indexState(), { timeout: 10_000 })
      .toEqual({ state: 'building', missing: count });
    server.slowMs = 0;
    await expect.poll(() => deps.knowledge.indexState().state, { timeout: 60_000 }).toBe('current');
    expect(await asked(deps)).toEqual(found);
    expect(deps.usage.read().inputTokens).toBeGreaterThan(0);
  } finally {
    await worker.stop();
  }
});
