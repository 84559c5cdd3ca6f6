import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
});
afterAll(() => database.drop());

const arrival = (providerMessageId: string, at = 1_000) => {
  const head = {
    channel: 'webchat',
    providerMessageId,
    conversation: 'v1',
    messageId: `m:${providerMessageId}`,
    at,
  };
  return { ...head, payload: { ...head, text: 'hi', identifiers: [] } };
};

it('takes a delivery once, however often it comes', async () => {
  const { inbox } = database.stores;
  const answers = await Promise.all(Array.from({ length: 20 }, () => inbox.insert(arrival('p1'))));
  expect(answers.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
  expect(new Set(answers.map(({ row }) => row._id))).toEqual(new Set(['webchat:p1']));
});

it('shows a duplicate which case its message went to', async () => {
  const { inbox } = database.stores;
  const { row } = await inbox.insert(arrival('p2'));
  await inbox.attach(row._id, { caseId: 'c1', customerId: 'u1' });
  expect(await inbox.insert(arrival('p2'))).toMatchObject({
    duplicate: true,
    row: { caseId: 'c1', customerId: 'u1' },
  });
});

it('gives a message to the first who says where it goes, and to another only in its place', async () => {
  const { inbox } = database.stores;
  const { row } = await inbox.insert(arrival('one', 100));
  const to = (caseId: string) => ({ caseId, customerId: 'u1' });
  expect(await inbox.attach(row._id, to('a'))).toEqual(to('a'));
  expect(await inbox.attach(row._id, to('b'))).toEqual(to('a'));
  expect(await inbox.attach(row._id, to('b'), 'c')).toEqual(to('a'));
  expect(await inbox.attach(row._id, to('b'), 'a')).toEqual(to('b'));
});

it('gives the relay what no case has acknowledged, oldest first, and not what has just come', async () => {
  const { inbox } = database.stores;
  for (const [id, at] of [
    ['r1', 300],
    ['r2', 100],
    ['r3', 200],
    ['r4', 9_500],
  ] as const)
    await inbox.insert(arrival(id, at));
  await inbox.acknowledge(['m:r3'], 7);
  const rows: string[] = [];
  for await (const row of inbox.unacknowledged({ olderThanMs: 1_000, now: 10_000 }))
    rows.push(row.providerMessageId);
  expect(rows.filter((id) => ['r1', 'r2', 'r3'].includes(id))).toEqual(['r2', 'r1']);
  expect(await inbox.get('webchat:r3')).toMatchObject({ state: 'acknowledged', acknowledgedSeq: 7 });
});
