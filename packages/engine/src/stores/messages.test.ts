import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';
import type { Stores } from './database.ts';
import type { NewMessage } from './messages.ts';

let database: TestDatabase;
let processes: Stores[];

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
  processes = [database.stores, (await database.another()).stores, (await database.another()).stores];
});
afterAll(() => database.drop());

const message = (_id: string, conversation: string): NewMessage => ({
  _id,
  caseId: 'c1',
  customerId: 'u1',
  conversation,
  channel: 'webchat',
  from: 'customer',
  text: `text of ${_id}`,
  at: 1,
});

describe('messages', () => {
  it('counts each conversation without gaps, whoever writes, each message once', async () => {
    const ids = Array.from({ length: 60 }, (_, index) => `m${index}`);
    const writes = ids.flatMap((id, index) => [
      processes[index % 3]!.messages.add(message(id, 'v1')),
      // The same message again, from another process: a request that was sent twice.
      processes[(index + 1) % 3]!.messages.add(message(id, 'v1')),
    ]);
    const written = await Promise.all([
      ...writes,
      ...ids.map((id) => database.stores.messages.add(message(`o${id}`, 'v2'))),
    ]);
    for (const conversation of ['v1', 'v2']) {
      const rows = await database.stores.messages.byConversation(conversation);
      expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
    }
    const seqs = new Map<string, Set<number>>();
    for (const { _id, seq } of written) seqs.set(_id, (seqs.get(_id) ?? new Set()).add(seq));
    expect([...seqs.values()].every((known) => known.size === 1)).toBe(true);
  });

  it('shows what comes after a gap that an erased case left, however long', async () => {
    const { messages, eraser } = database.stores;
    for (let i = 0; i < 130; i++)
      await messages.add({ ...message(`g${i}`, 'v9'), caseId: i < 125 ? 'gone' : 'kept' });
    await eraser.eraseCase('gone', 5);
    const texts = (await messages.byConversation('v9', { afterSeq: 0, limit: 3 })).map(({ seq }) => seq);
    expect(texts).toEqual([126, 127, 128]);
    expect(await messages.byConversation('v9', { afterSeq: 130 })).toEqual([]);
  });

  it('keeps the first telling of a message, and gives them in the order asked', async () => {
    const { messages } = database.stores;
    await messages.add(message('a', 'v3'));
    expect((await messages.add({ ...message('a', 'v3'), text: 'other' })).text).toBe('text of a');
    await messages.add(message('b', 'v3'));
    expect((await messages.get(['b', 'unknown', 'a'])).map(({ _id }) => _id)).toEqual(['b', 'a']);
    expect((await messages.byConversation('v3', { afterSeq: 1 })).map(({ _id }) => _id)).toEqual(['b']);
    expect((await messages.lastOf('v3'))?._id).toBe('b');
    expect(await messages.lastOf('nobody')).toBeNull();
  });

  it('lets delivery only go forward', async () => {
    const { messages } = database.stores;
    await messages.add(message('d', 'v4'));
    await messages.markSeen(['d'], 5);
    await messages.markDelivered(['d'], 6);
    await messages.markFailed(['d']);
    expect((await messages.get(['d']))[0]).toMatchObject({ delivery: 'seen', seenAt: 5 });
  });
});
