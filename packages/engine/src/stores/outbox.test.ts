import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';
import type { Stores } from './database.ts';
import type { NewSend } from './outbox.ts';

let database: TestDatabase;
let processes: Stores[];

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
  processes = [database.stores, (await database.another()).stores, (await database.another()).stores];
});
afterAll(() => database.drop());

const send = (_id: string, caseId = 'c1'): NewSend => ({
  _id,
  caseId,
  customerId: 'u1',
  channel: 'webchat',
  conversation: 'v1',
  from: 'bot',
  text: 'hello',
  at: 1_000,
});

it('is taken by exactly one of many', async () => {
  await Promise.all(processes.map(({ outbox }) => outbox.queue(send('c1:1:1'))));
  const taken = await Promise.all(
    Array.from({ length: 30 }, (_, index) => processes[index % 3]!.outbox.take('c1:1:1')),
  );
  expect(taken.filter(Boolean)).toHaveLength(1);
});

it('says, when it is taken, what came of the try before', async () => {
  const { outbox } = database.stores;
  await outbox.queue(send('c11:1:1', 'c11'));
  expect(await outbox.takeRow('c11:1:1')).toMatchObject({ state: 'queued', attempts: 0 });
  expect(await outbox.takeRow('c11:1:1')).toBeNull();
  await outbox.release('c11:1:1', { unsure: true });
  expect(await outbox.takeRow('c11:1:1')).toMatchObject({ unsure: true, attempts: 1 });
});

it('is either taken or cancelled, never both', async () => {
  const ids = Array.from({ length: 30 }, (_, index) => `c2:1:${index}`);
  for (const id of ids) await database.stores.outbox.queue(send(id, 'c2'));
  const [cancelled, ...taken] = await Promise.all([
    processes[0]!.outbox.cancelQueued('c2'),
    ...ids.map((id) => processes[1]!.outbox.take(id)),
  ]);
  const both = ids.filter((id, index) => taken[index] === cancelled.includes(id));
  expect(both).toEqual([]);
  for (const id of cancelled) expect(await processes[2]!.outbox.take(id, { retakeAfterMs: 0 })).toBe(false);
});

it('cancels only what waits, and names it once', async () => {
  const { outbox } = database.stores;
  for (const n of [1, 2, 3]) await outbox.queue(send(`c3:1:${n}`, 'c3'));
  await outbox.queue(send('c4:1:1', 'c4'));
  await outbox.take('c3:1:1');
  expect((await outbox.cancelQueued('c3')).sort()).toEqual(['c3:1:2', 'c3:1:3']);
  expect(await outbox.cancelQueued('c3')).toEqual([]);
  await outbox.queue(send('c3:2:1', 'c3'));
  expect(await outbox.cancelQueued('c3', ['c3:2:1'])).toEqual([]);
  expect(await outbox.take('c3:2:1')).toBe(true);
  expect((await outbox.get('c4:1:1'))?.state).toBe('queued');
});

it('stays as it is when it is queued again', async () => {
  const { outbox } = database.stores;
  await outbox.queue(send('c5:1:1', 'c5'));
  await outbox.take('c5:1:1');
  await outbox.done('c5:1:1', { providerMessageId: 'SM1' });
  expect(await outbox.queue(send('c5:1:1', 'c5'))).toMatchObject({
    state: 'handed',
    providerMessageId: 'SM1',
  });
  expect(await outbox.byProviderMessage('webchat', 'SM1')).toMatchObject({ _id: 'c5:1:1' });
  expect(await outbox.byProviderMessage('sms', 'SM1')).toBeNull();
  // The provider may hear late that it could not be delivered.
  await outbox.fail('c5:1:1', { code: 'channel.undelivered', message: 'no such number' });
  expect((await outbox.get('c5:1:1'))?.state).toBe('failed');
});

it('waits for those before it in its conversation, and keeps whether the provider may have it', async () => {
  const { outbox } = database.stores;
  const conversation = 'sms-of-c9';
  const [first, second, later] = await Promise.all([
    outbox.queue({ ...send('c9:1:1', 'c9'), conversation }),
    outbox.queue({ ...send('c9:1:2', 'c9'), conversation }),
    outbox.queue({ ...send('c9:1:10', 'c9'), conversation, at: 5_000 }),
  ]);
  const waiting = () => Promise.all([first, second, later].map(outbox.waitsBefore));
  expect(await waiting()).toEqual([false, true, true]);
  await outbox.take('c9:1:1');
  await outbox.release('c9:1:1', { unsure: true });
  expect(await outbox.get('c9:1:1')).toMatchObject({ state: 'queued', unsure: true });
  expect(await waiting()).toEqual([false, true, true]);
  await outbox.take('c9:1:1');
  await outbox.done('c9:1:1');
  expect(await waiting()).toEqual([false, false, true]);
});

it('keeps the order of what is said again at another place', async () => {
  const { outbox } = database.stores;
  const conversation = 'visitor:7';
  const again = (n: number) => outbox.queue({ ...send(`c12:1:${n}~${conversation}`, 'c12'), conversation });
  const rows = [await again(1), await again(2)];
  expect(await Promise.all(rows.map(outbox.waitsBefore))).toEqual([false, true]);
});

it('knows what the provider had by a time', async () => {
  const { outbox } = database.stores;
  const conversation = 'messenger-of-c10';
  const handed = async (n: number, at: number, doneAt: number) => {
    await outbox.queue({ ...send(`c10:1:${n}`, 'c10'), conversation, at });
    await outbox.take(`c10:1:${n}`);
    await outbox.done(`c10:1:${n}`, { at: doneAt });
  };
  await handed(1, 1_000, 1_500);
  await handed(2, 2_000, 2_500);
  // Decided before, and handed over long after; or never.
  await handed(3, 2_100, 60_000);
  await outbox.queue({ ...send('c10:1:4', 'c10'), conversation, at: 2_200 });
  await handed(5, 9_000, 9_100);
  const until = async (at: number) => (await outbox.handedUntil(conversation, at)).map(({ _id }) => _id);
  expect(await until(500)).toEqual([]);
  expect(await until(1_999)).toEqual(['c10:1:1']);
  expect(await until(2_300)).toEqual(['c10:1:2', 'c10:1:1']);
  expect(await until(70_000)).toEqual(['c10:1:5', 'c10:1:3', 'c10:1:2', 'c10:1:1']);
});

it('can be taken again when its taker fell silent, and not before', async () => {
  const { outbox } = database.stores;
  await outbox.queue(send('c6:1:1', 'c6'));
  expect(await outbox.take('c6:1:1', { now: 2_000 })).toBe(true);
  expect(await outbox.take('c6:1:1', { retakeAfterMs: 5_000, now: 6_999 })).toBe(false);
  const stale: string[] = [];
  for await (const { _id } of outbox.stale({ olderThanMs: 5_000, now: 7_000 })) stale.push(_id);
  expect(stale).toContain('c6:1:1');
  const retaken = await Promise.all(
    [1, 2, 3].map(() => outbox.take('c6:1:1', { retakeAfterMs: 5_000, now: 7_000 })),
  );
  expect(retaken.filter(Boolean)).toHaveLength(1);
  expect((await outbox.get('c6:1:1'))?.attempts).toBe(2);
});
