import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { emptyBrief } from '@throughline/flow/brief';
import { emptyState } from '@throughline/flow/state';
import { caseRow } from '../testing/case-row.ts';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';
import type { CaseRow, SnapshotRow } from './cases.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
});
afterAll(() => database.drop());

it('folds forward only, sets and removes fields, and creates once', async () => {
  const { cases } = database.stores;
  await cases.create(caseRow('p1'));
  expect(await cases.project('p1', 3, { owner: 'agent', agent: { id: 'a', name: 'Al' }, turn: 2 })).toBe(
    true,
  );
  await cases.create(caseRow('p1'));
  expect(await cases.project('p1', 2, { owner: 'flow' })).toBe(false);
  expect(await cases.get('p1')).toMatchObject({ owner: 'agent', lastSeq: 3, turn: 2 });
  await cases.project('p1', 4, { owner: 'flow', agent: null, queue: undefined });
  const after = await cases.get('p1');
  expect(after).toMatchObject({ owner: 'flow', lastSeq: 4, turn: 2 });
  expect(after).not.toHaveProperty('agent');
  expect(after).not.toHaveProperty('queue');
});

it('shows the newest message', async () => {
  const { cases } = database.stores;
  await cases.create(caseRow('m1'));
  await cases.showMessage('m1', { text: 'second', at: 20, from: 'bot' });
  await cases.showMessage('m1', { text: 'first', at: 10, from: 'customer' });
  expect((await cases.get('m1'))?.lastMessage).toEqual({ text: 'second', at: 20, from: 'bot' });
});

it('lists in pages, newest change first, each case once', async () => {
  const { cases } = database.stores;
  for (let index = 0; index < 25; index++)
    await cases.create(
      caseRow(`page-${index}`, { customerId: 'pages', updatedAt: 100 + Math.floor(index / 3) }),
    );
  const seen: CaseRow[] = [];
  let cursor: string | undefined;
  do {
    const page = await cases.list({
      customerId: 'pages',
      limit: 10,
      ...(cursor === undefined ? {} : { cursor }),
    });
    seen.push(...page.cases);
    cursor = page.next;
  } while (cursor !== undefined);
  expect(new Set(seen.map(({ _id }) => _id)).size).toBe(25);
  expect(seen).toHaveLength(25);
  const times = seen.map(({ updatedAt }) => updatedAt);
  expect(times).toEqual(times.toSorted((one, other) => other - one));
});

it('finds by owner, agent, queue and words, and takes what is typed as words', async () => {
  const { cases } = database.stores;
  await cases.create(
    caseRow('f1', { customerId: 'find', owner: 'agent', agent: { id: 'al', name: 'Al' }, tags: ['refund'] }),
  );
  await cases.project('f1', 1, { brief: { ...emptyBrief, issue: { text: 'A kettle leaks', messages: [] } } });
  await cases.create(
    caseRow('f2', {
      customerId: 'find',
      owner: 'queue',
      queue: { name: 'billing', reason: 'r', priority: 0, since: 1 },
    }),
  );
  await cases.showMessage('f2', { text: 'Costs (a+b) too much', at: 1, from: 'customer' });
  const ids = async (query: object) =>
    (await cases.list({ customerId: 'find', limit: 10, ...query })).cases.map(({ _id }) => _id).sort();
  expect(await ids({ owner: 'agent' })).toEqual(['f1']);
  expect(await ids({ agentId: 'al' })).toEqual(['f1']);
  expect(await ids({ queue: 'billing' })).toEqual(['f2']);
  expect(await ids({ text: 'REFUND' })).toEqual(['f1']);
  expect(await ids({ text: 'kettle leaks' })).toEqual(['f1']);
  expect(await ids({ text: '(a+b)' })).toEqual(['f2']);
  expect(await ids({ text: '.*' })).toEqual([]);
  expect(await ids({ cursor: 'not a cursor' })).toEqual(['f1', 'f2']);
});

it('adds up what a case took of a paid model, and nothing for one that is free', async () => {
  const { cases } = database.stores;
  await cases.create(caseRow('paid'));
  await cases.addUsage('paid', { calls: 0, inputTokens: 0, outputTokens: 0, cost: 0 });
  expect(await cases.get('paid')).not.toHaveProperty('usage');
  await cases.addUsage('paid', { calls: 1, inputTokens: 100, outputTokens: 20, cost: 0.25 });
  await cases.addUsage('paid', { calls: 2, inputTokens: 10, outputTokens: 5, cost: 0.5 });
  expect((await cases.get('paid'))?.usage).toEqual({
    calls: 3,
    inputTokens: 110,
    outputTokens: 25,
    cost: 0.75,
  });
});

it('lets cases wait by priority, then by time', async () => {
  const { cases } = database.stores;
  const waiting = (id: string, name: string, priority: number, since: number) =>
    cases.create(caseRow(id, { owner: 'queue', queue: { name, reason: 'r', priority, since } }));
  await waiting('w1', 'returns', 3, 10);
  await waiting('w2', 'returns', 3, 5);
  await waiting('w3', 'returns', 1, 20);
  await waiting('w4', 'vip', 2, 30);
  expect((await cases.waiting(['returns'])).map(({ _id }) => _id)).toEqual(['w3', 'w2', 'w1']);
  expect((await cases.waiting(['returns', 'vip'])).map(({ _id }) => _id)).toEqual(['w3', 'w4', 'w2', 'w1']);
});

it('keeps the newest snapshot, sealed', async () => {
  const { cases } = database.stores;
  const state = { ...emptyState(), values: { card: '4242424242424242' } };
  await cases.saveSnapshot('s1', 5, state);
  await cases.saveSnapshot('s1', 4, emptyState());
  expect(await cases.snapshot('s1')).toEqual({ seq: 5, state });
  const stored = await database.db.collection<SnapshotRow>('caseSnapshots').findOne({ _id: 's1' });
  expect(Buffer.from(stored!.sealed.buffer).toString('latin1')).not.toContain('4242');
  expect(await cases.snapshot('nothing')).toBeNull();
});

it('counts the open cases of a flow by the version they run', async () => {
  const { cases } = database.stores;
  const owners = { flow: 'a', queue: 'a', agent: 'b', nobody: 'b' } as const;
  for (const [owner, hash] of Object.entries(owners))
    await cases.create(
      caseRow(`v-${owner}`, { flow: { id: 'counted', hash }, owner: owner as keyof typeof owners }),
    );
  await cases.create(caseRow('v-other', { flow: { id: 'other', hash: 'a' } }));
  expect(Object.fromEntries(await cases.openByVersion('counted'))).toEqual({ a: 2, b: 1 });
});
