import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { housekeeping } from '../cases/housekeeping.ts';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
});

afterAll(() => database?.drop());

test('a name stays with the conversation that had it first, however many learn it at once', async () => {
  const { mailThreads } = database.stores;
  const key = randomUUID();
  const learned = await Promise.all(
    Array.from({ length: 20 }, (_, at) => mailThreads.learn(key, { conversation: `c${at}`, at })),
  );
  expect(new Set(learned.map(({ conversation }) => conversation)).size).toBe(1);
  await mailThreads.sent(key, 7);
  const other = randomUUID();
  await mailThreads.learn(other, { conversation: 'other', send: 's', at: 1 });
  expect(await mailThreads.find([other, 'unknown', key])).toMatchObject([
    { conversation: 'other', send: 's' },
    { _id: key, sentAt: 7 },
  ]);
  expect(await mailThreads.find([])).toEqual([]);
});

test('a mail is set aside once, for thirty days', async () => {
  const { setAsideMails } = database.stores;
  const [old, young] = [randomUUID(), randomUUID()];
  const now = Date.parse('2026-11-21T10:00:00Z');
  const day = 24 * 3_600_000;
  const row = { kind: 'list', subject: 'News', original: Buffer.from('From: x') };
  expect(await setAsideMails.keep({ ...row, _id: old, at: now - 31 * day })).toBe(true);
  expect(await setAsideMails.keep({ ...row, _id: old, at: now })).toBe(false);
  expect(await setAsideMails.keep({ ...row, _id: young, at: now - 29 * day })).toBe(true);
  expect(Buffer.from((await setAsideMails.get(young))?.original ?? []).toString()).toBe('From: x');
  await housekeeping(database.stores, now);
  expect([await setAsideMails.get(old), (await setAsideMails.get(young))?.kind]).toEqual([null, 'list']);
});

test('what names the conversations of an erased customer is erased', async () => {
  const { conversations, customers, eraser, mailThreads, setAsideMails } = database.stores;
  const { _id: customerId } = await customers.findOrCreate({
    identifiers: [{ kind: 'email', value: 'ana@example.org', level: 'verified', evidence: 'dmarc' }],
    at: 1,
  });
  const [theirs, others] = [randomUUID(), randomUUID()];
  const reach = { ours: 'support@example.com', theirs: 'ana@example.org' };
  await conversations.heard({ ...reach, id: theirs, channel: 'email', customerId, at: 1 });
  for (const conversation of [theirs, others]) {
    await mailThreads.learn(`id:${conversation}`, { conversation, at: 1 });
    await setAsideMails.keep({ _id: conversation, kind: 'automatic', at: 1, conversation, subject: 'Away' });
  }
  const unthreaded = randomUUID();
  await setAsideMails.keep({
    ...{ _id: unthreaded, kind: 'automatic', at: 1, subject: 'Away' },
    from: 'ana@example.org',
  });
  await eraser.eraseCustomer(customerId, 2);
  expect(await mailThreads.find([`id:${theirs}`, `id:${others}`])).toMatchObject([{ conversation: others }]);
  expect([await setAsideMails.get(theirs), (await setAsideMails.get(others))?._id]).toEqual([null, others]);
  expect(await setAsideMails.get(unthreaded)).toBeNull();
});

test('mails from an address that an erased customer had only claimed stay; those from what they had proven go', async () => {
  const { customers, eraser, setAsideMails } = database.stores;
  const proven = (value: string) => ({ kind: 'email', value, level: 'verified' as const, evidence: 'dmarc' });
  const find = (...values: string[]) =>
    customers.findOrCreate({ identifiers: values.map(proven), at: 1 }).then(({ _id }) => _id);
  const setAside = async (from: string) => {
    const _id = randomUUID();
    await setAsideMails.keep({ _id, kind: 'automatic', at: 1, from, subject: 'Away' });
    return _id;
  };
  await find('theirs@example.org');
  // Another has proven it before: it leads to neither, and is the address of both.
  await find('both@example.org');
  const erased = await find('own@example.org', 'both@example.org');
  const claimed = ['theirs@example.org', 'nobodys@example.org', 'lost@example.org'];
  for (const value of claimed)
    await customers.claim({
      ...{ kind: 'email', value, customerId: erased, evidence: 'said', author: 'flow', at: 2 },
      ...(value === 'lost@example.org' && { level: 'verified' }),
    });
  await customers.unlink({
    ...{ kind: 'email', value: 'lost@example.org', customerId: erased, author: 'agent', at: 3 },
  });
  const kept = await Promise.all(claimed.map(setAside));
  const gone = await Promise.all(['own@example.org', 'both@example.org'].map(setAside));

  await eraser.eraseCustomer(erased, 4);
  for (const id of kept) expect(await setAsideMails.get(id)).toMatchObject({ _id: id });
  for (const id of gone) expect(await setAsideMails.get(id)).toBeNull();
});
