import { randomUUID } from 'node:crypto';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import { createAnswerer } from '../models/answerer.ts';
import { createOpenAiModel } from '../models/openai.ts';
import type { OpenAiServer } from '../models/testing/openai-server.ts';
import { startOpenAiServer } from '../models/testing/openai-server.ts';
import type { MessageRow } from '../stores/messages.ts';
import { caseRow } from '../testing/case-row.ts';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';
import { proposePromises } from './propose-promises.ts';
import { createReadPromises } from './read-promises.ts';

let database: TestDatabase;
let server: OpenAiServer;

beforeAll(async () => {
  [database, server] = await Promise.all([
    testDatabase(inject('mongodbUrl')),
    startOpenAiServer({ length: 4 }),
  ]);
});
beforeEach(() => {
  server.broken = false;
  server.chats.length = 0;
});
afterAll(async () => {
  await server?.close();
  await database?.drop();
});

const courier = 'Leave it with me: expect the courier within 2 hours.';
const clock = { now: Date.now() };

/** A case in which an agent wrote one message, and two processes that show it. */
async function setUp() {
  const { stores } = database;
  const row = caseRow(randomUUID());
  await stores.cases.create(row);
  const message: MessageRow = await stores.messages.add({
    ...{ _id: randomUUID(), caseId: row._id, customerId: 'u1', conversation: row._id, channel: 'webchat' },
    ...{ from: 'agent', text: courier, at: clock.now },
  });
  const lines: string[] = [];
  const log = pino({}, { write: (line: string) => void lines.push(line) });
  const model = createOpenAiModel({ apiKey: 'k', baseUrl: server.baseUrl, model: 'm', pauseMs: 1, tries: 2 });
  const answerer = createAnswerer({ model });
  const [show, another] = [1, 2].map(() =>
    createReadPromises({ stores, answerer, log, now: () => clock.now }),
  ) as [ReturnType<typeof createReadPromises>, ReturnType<typeof createReadPromises>];
  const proposed = async () =>
    proposePromises({}, [message], { timeZone: 'UTC', readings: await show(row, [message]) });
  return { stores, row, message, lines, show, another, proposed };
}

it('asks a model once for each message, and the screens hear what it found; what was not said is dropped', async () => {
  server.says = JSON.stringify({
    promises: [
      { text: 't1', quote: 'expect the courier', when: 'within 2 hours' },
      { text: 't1', quote: 'You get 100 pounds' },
      { text: 't7', quote: 'expect the courier' },
    ],
  });
  const { stores, row, message, another, show, proposed } = await setUp();
  const [first] = await Promise.all([proposed(), another(row, [message])]);
  expect(first).toEqual([]);
  await expect.poll(proposed).toMatchObject([{ text: 'expect the courier', dueAt: clock.now + 7_200_000 }]);
  await show(row, [message]);
  expect(server.chats).toHaveLength(1);
  expect(server.chats[0]?.idempotencyKey).toContain(`promises:${message._id}`);
  const heard = async () => {
    const events = await stores.feed.read({ after: 0, topics: [`case:${row._id}`], limit: 9 });
    return events.map(({ type }) => type);
  };
  // It is told after it can be read.
  await expect.poll(heard).toEqual(['case.changed']);
  expect((await stores.cases.get(row._id))?.usage).toMatchObject({ calls: 1, inputTokens: 100 });

  await stores.eraser.eraseCase(row._id, clock.now);
  expect(await stores.promiseReadings.of([message._id])).toEqual([]);
});

it('leaves it to the rules while the model is away, and asks again later, not for ever', async () => {
  server.broken = true;
  const { stores, message, lines, proposed } = await setUp();
  for (const tries of [1, 2, 3, 3]) {
    expect(await proposed()).toEqual([]);
    await expect.poll(() => lines.length).toBe(tries);
    clock.now += 3_600_000;
  }
  expect(await stores.promiseReadings.of([message._id])).toMatchObject([{ tries: 3 }]);
  expect(lines.join('')).not.toContain('courier');
});
