import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';
import { isLive } from './calls.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
});

afterAll(() => database?.drop());

const call = (_id: string, startedAt = 1_000) => ({
  ...{ _id, provider: 'twilio', callId: `CA-${_id}`, language: 'en', locale: 'en-GB', startedAt },
});
const minute = 60_000;

it('begins once, whoever says so, and ends once', async () => {
  const { calls } = database.stores;
  const both = await Promise.all([calls.begin(call('c1', 1_000)), calls.begin(call('c1', 2_000))]);
  expect(both[0]).toEqual(both[1]);
  const ends = await Promise.all([calls.end('c1', 5_000), calls.end('c1', 5_001)]);
  expect(ends.filter(Boolean)).toHaveLength(1);
  expect([5_000, 5_001]).toContain((await calls.get('c1'))?.endedAt);
  expect(isLive(await calls.get('c1'), 5_002)).toBe(false);
});

it('keeps the newest message that was given', async () => {
  const { calls } = database.stores;
  await calls.begin(call('c2'));
  await calls.give('c2', { seq: 4, at: 2, ms: 100 });
  await calls.give('c2', { seq: 3, at: 3, ms: 900 });
  expect((await calls.get('c2'))?.given).toEqual({ seq: 4, at: 2, ms: 100 });
});

it('is over when nothing is heard of it, but not while another has it', async () => {
  const { calls } = database.stores;
  await calls.begin(call('c3', 0));
  expect(isLive(await calls.get('c3'), 4 * minute)).toBe(true);
  expect(isLive(await calls.get('c3'), 6 * minute)).toBe(false);
  await calls.heard('c3', { at: 3 * minute, busy: true });
  expect(isLive(await calls.get('c3'), 60 * minute)).toBe(true);
  await calls.heard('c3', { at: 61 * minute });
  expect(isLive(await calls.get('c3'), 67 * minute)).toBe(false);
  expect(isLive(null, 0)).toBe(false);
});

it('finds the calls that nobody ended, and those whose case has not heard of the end', async () => {
  const { calls } = database.stores;
  const ids = async (at: number) =>
    (await calls.unsettled(at)).map(({ _id }) => _id).filter((id) => id.startsWith('u'));
  for (const id of ['u1', 'u2', 'u3']) await calls.begin(call(id, 0));
  await calls.heard('u2', { at: 0, busy: true });
  await calls.end('u3', 5 * minute);
  expect(await ids(4 * minute)).toEqual([]);
  expect(await ids(6 * minute)).toEqual(['u1', 'u3']);
  expect(await ids(301 * minute)).toEqual(['u1', 'u2', 'u3']);
  for (const id of ['u1', 'u2', 'u3']) {
    await calls.end(id, 302 * minute);
    await calls.told(id);
  }
  expect(await ids(400 * minute)).toEqual([]);
});

it('goes with its customer', async () => {
  const { calls, conversations, eraser } = database.stores;
  for (const [id, customerId] of [
    ['c4', 'ana'],
    ['c5', 'bo'],
  ] as const) {
    await calls.begin(call(id));
    await conversations.open({ id, customerId, channel: 'voice', ours: '+1', theirs: '+2' });
  }
  await eraser.eraseCustomer('ana', 5);
  expect([await calls.get('c4'), (await calls.get('c5'))?._id]).toEqual([null, 'c5']);
});

it('finds the call in progress of a case, by its conversations and among those that we placed', async () => {
  const { calls } = database.stores;
  await calls.begin(call('c8', 0));
  await calls.begin({ ...call('c9', 1), caseId: 'k1' });
  const live = async (caseId: string, conversations: string[], at = minute) =>
    (await calls.liveOf({ caseId, conversations }, at))?._id;
  expect(await live('k2', ['c8', 'c4'])).toBe('c8');
  expect(await live('k1', ['c8'])).toBe('c9');
  await calls.end('c9', 2);
  expect(await live('k1', ['c8'])).toBe('c8');
  expect(await live('k1', [])).toBeUndefined();
  expect(await live('k1', ['c8'], 6 * minute)).toBeUndefined();
});
