import { randomUUID } from 'node:crypto';
import { ChromaClient } from 'chromadb';
import type { Db } from 'mongodb';
import { MongoClient } from 'mongodb';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import { addressOf } from '../cli/knowledge-servers.ts';
import { createModels } from '../models/create-models.ts';
import type { OpenAiServer } from '../models/testing/openai-server.ts';
import { startOpenAiServer } from '../models/testing/openai-server.ts';
import type { Knowledge } from './knowledge-api.ts';
import type { KnowledgeOptions } from './knowledge.ts';
import { createKnowledge } from './knowledge.ts';

const chroma = new ChromaClient(addressOf(inject('chromaUrl')));
const pauses = { retryMs: 50, longestRetryMs: 200, restMs: 100, longestRestMs: 400, elsewhereMs: 50 };
const open: Knowledge[] = [];
let client: MongoClient;
let db: Db;
let embeddings: OpenAiServer;

beforeAll(async () => {
  client = await new MongoClient(inject('mongodbUrl')).connect();
});
beforeEach(async () => {
  db = client.db(`keep_indexed_${randomUUID().slice(0, 8)}`);
  embeddings = await startOpenAiServer({ length: 384 });
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((knowledge) => knowledge.close()));
  await embeddings.close();
});
afterAll(() => client.close());

/** More than can be looked at without asking which vectors are nearest. */
const articles = ['kettle', 'teapot', 'grinder', 'scale', 'filter', 'mug', 'tray', 'spoon', 'whisk', 'jug']
  .flatMap((thing) => [`old ${thing}`, `new ${thing}`])
  .map((thing) => ({
    articleId: thing.replace(' ', '-'),
    title: `The ${thing}`,
    body: `The ${thing} is cleaned with ${thing.length} spoons of vinegar.`,
  }));

/** As another process would have it, with models of its own. */
async function start(more: Partial<KnowledgeOptions> = {}, model = 'served'): Promise<Knowledge> {
  const { embedder } = await createModels({
    embeddings: {},
    openai: { apiKey: 'k', baseUrl: embeddings.baseUrl, model: 'chat', embeddingModel: model },
  });
  const knowledge = await createKnowledge({ db, chroma, embedder, pollMs: 100, pauses, ...more });
  open.push(knowledge);
  return knowledge;
}

const ask = async (knowledge: Knowledge) => {
  const { features, passages } = await knowledge.retrieve({ query: 'How do I clean the new teapot?' });
  return { mode: features.mode, first: passages[0]?.articleId };
};
const found = { mode: 'full', first: 'new-teapot' };

async function collections() {
  const all = await chroma.listCollections({ limit: 1000 });
  return all.filter(({ name }) => name.includes(db.databaseName));
}

async function written(): Promise<Knowledge> {
  const knowledge = await start();
  for (const article of articles) await knowledge.put(article);
  return knowledge;
}

it('embeds with a model whose vectors have a length of their own, which nobody configured', async () => {
  expect(await ask(await written())).toEqual(found);
  expect((await collections()).map(({ name }) => name)).toEqual([
    `knowledge-${db.databaseName}-openai-served-384`,
  ]);
});

it('brings the vectors of another model up to date when processes start, one at a time', async () => {
  await written();
  embeddings.texts.length = 0;
  embeddings.slowMs = 100;
  const processes = await Promise.all([start({}, 'better'), start({}, 'better'), start({}, 'better')]);
  expect(await ask(processes[0]!)).toMatchObject({ mode: 'lexical' });
  for (const one of processes) one.keepIndexed();
  const states = () => processes.map((one) => one.indexState().state);
  await expect.poll(states).toEqual(expect.arrayContaining(['building', 'elsewhere']));
  // A question while vectors are made is answered from words, and makes no process do the work again.
  expect(await ask(processes[1]!)).toMatchObject({ mode: 'lexical' });
  await expect.poll(states, { timeout: 20_000 }).toEqual(['current', 'current', 'current']);
  await expect.poll(() => ask(processes[2]!), { timeout: 5_000 }).toEqual(found);
  const ofArticles = embeddings.texts.filter((text) => text.includes('vinegar'));
  expect(ofArticles).toHaveLength(articles.length);
});

it('tries again while the embedding server is away, and tells of it', async () => {
  await written();
  const told: string[] = [];
  const knowledge = await start(
    { warn: (text) => told.push(text), info: (text) => told.push(text) },
    'better',
  );
  embeddings.broken = true;
  knowledge.keepIndexed();
  await expect.poll(() => knowledge.indexState().state, { timeout: 10_000 }).toBe('failed');
  embeddings.broken = false;
  await expect
    .poll(() => knowledge.indexState(), { timeout: 20_000 })
    .toEqual({ state: 'current', missing: 0 });
  expect(await ask(knowledge)).toEqual(found);
  expect(told.join('\n')).toMatch(/tried again[\s\S]*up to date/);
});

it.each([
  [
    'lost',
    async () => Promise.all((await collections()).map(({ name }) => chroma.deleteCollection({ name }))),
  ],
  [
    'emptied',
    async () => {
      for (const one of await collections()) await one.delete({ ids: (await one.get({ include: [] })).ids });
    },
  ],
])('makes the vectors anew when the collection is %s while processes run', async (_, lose) => {
  const writer = await written();
  const reader = await start();
  for (const one of [writer, reader]) one.keepIndexed();
  await expect
    .poll(() => [writer, reader].map((one) => one.indexState().state))
    .toEqual(['current', 'current']);
  expect(await ask(reader)).toEqual(found);
  await lose();
  expect(await ask(reader)).toMatchObject({ mode: 'lexical' });
  await expect.poll(() => ask(reader), { timeout: 20_000, interval: 200 }).toEqual(found);
  await expect.poll(() => ask(writer), { timeout: 20_000, interval: 200 }).toEqual(found);
  const [collection] = await collections();
  expect(await collection?.count()).toBe(articles.length);
});

it('an article that is put after the data was lost is there, and so are the others soon', async () => {
  const knowledge = await written();
  knowledge.keepIndexed();
  await expect.poll(() => knowledge.indexState().state).toBe('current');
  await Promise.all((await collections()).map(({ name }) => chroma.deleteCollection({ name })));
  await knowledge.put({ articleId: 'sieve', title: 'The sieve', body: 'The sieve is washed by hand.' });
  const count = async () => (await collections())[0]?.count();
  await expect.poll(count, { timeout: 20_000, interval: 200 }).toBe(articles.length + 1);
});

it('ends in the middle of the work when it is closed', async () => {
  await written();
  const knowledge = await start({}, 'better');
  embeddings.slowMs = 60_000;
  knowledge.keepIndexed();
  await expect.poll(() => db.collection('knowledge_leases').countDocuments()).toBe(1);
  const began = Date.now();
  await knowledge.close();
  expect(Date.now() - began).toBeLessThan(5_000);
  expect(await db.collection('knowledge_leases').countDocuments()).toBe(0);
});
