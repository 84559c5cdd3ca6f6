import { ChromaClient } from 'chromadb';
import { pino } from 'pino';
import { classify } from '@throughline/nodes/nodes/classify';
import { runClassify } from '@throughline/nodes/nodes/classify.run';
import { afterAll, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import { addressOf } from '../cli/knowledge-servers.ts';
import type { Knowledge } from '../knowledge/knowledge-api.ts';
import { createKnowledge } from '../knowledge/knowledge.ts';
import { createModels } from '../models/create-models.ts';
import type { OpenAiServer } from '../models/testing/openai-server.ts';
import { startOpenAiServer } from '../models/testing/openai-server.ts';
import type { UsageTotals } from '../models/usage-totals.ts';
import { createUsageTotals } from '../models/usage-totals.ts';
import type { NodeTask } from '../sandbox/contract.ts';
import { createProofs } from '../stores/proofs.ts';
import { caseRow } from '../testing/case-row.ts';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';
import { testChannels, testPlaces } from '../testing/test-channels.ts';
import type { CreateRunContext } from './node-activities.ts';
import { createRunContextFactory } from './run-context.ts';

const policies = { version: 1, values: {} };
let database: TestDatabase;
let server: OpenAiServer;
let knowledge: Knowledge;
let beside: UsageTotals;
let createRunContext: CreateRunContext;

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
  server = await startOpenAiServer({ length: 384 });
  beside = createUsageTotals();
  const { embedder, answerer } = await createModels(
    {
      embeddings: {},
      openai: {
        apiKey: 'k',
        baseUrl: server.baseUrl,
        model: 'chat',
        embeddingModel: 'embedding',
        price: { input: 1, output: 5 },
        embeddingPrice: 0.5,
      },
    },
    beside.add,
  );
  const chroma = new ChromaClient(addressOf(inject('chromaUrl')));
  knowledge = await createKnowledge({ db: database.db, chroma, embedder });
  await knowledge.put({ articleId: 'gifts', title: 'Gift cards', body: 'Gift cards are valid for 5 years.' });
  createRunContext = createRunContextFactory({
    stores: database.stores,
    proofs: createProofs({
      db: database.db,
      masterKey: database.masterKey.bytes,
      customers: database.stores.customers,
      codes: { canSend: () => true, send: () => Promise.resolve() },
    }),
    places: testPlaces(database, testChannels(database)),
    knowledge,
    answerer,
    allowedAddresses: [],
    log: pino({ level: 'silent' }),
  });
});
beforeEach(() => {
  server.chats.length = 0;
});
afterAll(async () => {
  await knowledge.close();
  await server.close();
  await database.drop();
});

async function open(caseId: string, run = 'node#1') {
  await database.stores.cases.create(caseRow(caseId));
  const task = { caseId, run, node: 'node', nodeType: 'test', input: { messages: [] } };
  // Runners read more of their input than a context does.
  return createRunContext(task as unknown as NodeTask, new AbortController().signal);
}

const usageOf = async (caseId: string) => (await database.stores.cases.get(caseId))?.usage;

it('counts what embedding a question took to the case, and what embedding articles took beside the cases', async () => {
  const articles = beside.read();
  expect(articles).toMatchObject({ calls: 1, outputTokens: 0 });
  expect(articles.cost).toBeCloseTo((articles.inputTokens * 0.5) / 1e6, 12);
  const { knowledge } = await open('asks');
  const query = { text: 'Gift cards: how long are they valid?', limit: 3, policies };
  const { passages } = await knowledge.retrieve(query);
  expect(passages[0]?.articleId).toBe('gifts');
  const usage = await usageOf('asks');
  expect(usage).toMatchObject({ calls: 1, inputTokens: 7, outputTokens: 0 });
  expect(usage?.cost).toBeCloseTo((7 * 0.5) / 1e6, 12);
  // What is remembered costs nothing.
  await knowledge.retrieve(query);
  expect(await usageOf('asks')).toEqual(usage);
  expect(beside.read()).toEqual(articles);
});

it('asks the three questions of a classification under three keys, the same on another try, and counts them', async () => {
  server.says = '{"label":"refund","confidence":0.9}';
  const said = 'I want my money back';
  const labels = [{ id: 'refund', title: 'Refund', description: 'Money back.' }];
  const config = { ...classify.config.parse({ labels }), text: said, rateUrgency: true, rateSentiment: true };
  const input = { config, messages: [], languages: ['en'], customer: { id: 'u1', verified: false } };
  // The labels of the ratings are not among what the server says: those calls are tried again under other keys.
  const context = await open('classifies', 'classify#1');
  const run = async () => {
    await expect(runClassify(input as never, context)).rejects.toThrow(/form it was asked for/);
    // The first failure ends the run, and the others' calls go on for a moment.
    await expect.poll(() => server.chats.length).toBe(7);
  };
  await run();
  const first = new Map(server.chats.map(({ idempotencyKey, body }) => [idempotencyKey, body]));
  const bodies = new Set(first.values());
  expect(bodies.size).toBe(3);
  expect(first.size).toBe(server.chats.length);
  for (const key of first.keys())
    expect(key).toMatch(/^classifies:classify#1:[0-9a-f]{24}(:[0-9a-f-]{36})?$/);
  server.chats.length = 0;
  await run();
  const again = new Map(server.chats.map(({ idempotencyKey, body }) => [idempotencyKey, body]));
  const shared = [...again].filter(([key]) => first.has(key));
  expect(shared).toHaveLength(3);
  for (const [key, body] of shared) expect(first.get(key)).toBe(body);
  // Each time one good answer and, for the two ratings, three that were paid for in vain.
  await expect.poll(async () => (await usageOf('classifies'))?.calls).toBe(14);
  const usage = await usageOf('classifies');
  expect(usage).toMatchObject({ calls: 14, inputTokens: 1_400, outputTokens: 140 });
  expect(usage?.cost).toBeCloseTo((14 * (100 + 10 * 5)) / 1e6, 12);
});
