import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import type { Channel } from '../channels/channel.ts';
import { NotSent } from '../channels/channel.ts';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';
import { createHandOver } from './hand-over.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
});
afterAll(() => database?.drop());

/** What is logged, and kept, when a provider fails in this way. */
async function failing(error: Error) {
  const { stores } = database;
  const logged: object[] = [];
  const handOver = createHandOver({
    stores,
    fileLink: (id) => id,
    channels: { sms: { knowsSends: false, send: () => Promise.reject(error) } as unknown as Channel },
    failSend: () => Promise.reject(new Error('it has not failed for good')),
    log: { warn: (facts: object) => void logged.push(facts) } as never,
  });
  const caseId = randomUUID();
  const at = Date.now();
  const row = { _id: `${caseId}:1:1`, caseId, customerId: 'c', channel: 'sms', conversation: caseId, at };
  await stores.outbox.queue({ ...row, from: 'bot', text: 'It comes tomorrow.' });
  expect(await handOver((await stores.outbox.get(row._id))!)).toBe('later');
  return { logged, kept: await stores.outbox.get(row._id) };
}

it('what was not sent says in the log what an operator can mend', async () => {
  const { logged, kept } = await failing(new NotSent('Telegram does not know the bot.'));
  expect(logged).toMatchObject([{ channel: 'sms', reason: 'Telegram does not know the bot.' }]);
  expect(kept).toMatchObject({ state: 'queued', unsure: false });
});

it('what may have been sent is unsure, and its error is not quoted', async () => {
  const { logged, kept } = await failing(new Error('timeout of "It comes tomorrow." to +447700900123'));
  expect(JSON.stringify(logged)).not.toMatch(/tomorrow|\+44/);
  expect(logged).toMatchObject([{ channel: 'sms', error: 'Error' }]);
  expect(kept).toMatchObject({ state: 'queued', unsure: true });
});

it('a send of which nobody knows whether it arrived goes only so often, and not while another may be at it', async () => {
  const { stores } = database;
  const [failed, caseId]: [string[], string] = [[], randomUUID()];
  const row = { _id: `${caseId}:1:1`, caseId, customerId: 'c', channel: 'email', conversation: caseId };
  let tries = 0;
  const channel: Partial<Channel> = {
    ...{ knowsSends: false, longestSendMs: 12 * 60_000, maxUnsureTries: 3 },
    send: () => Promise.reject(new Error(`sending broke off ${(tries += 1)}`)),
  };
  const handOver = createHandOver({
    stores,
    fileLink: (id) => id,
    channels: { email: channel as Channel },
    failSend: async ({ _id }, { code }) => {
      failed.push(code);
      await stores.outbox.fail(_id, { code, message: '' });
    },
    log: { warn: () => undefined } as never,
  });
  await stores.outbox.queue({ ...row, from: 'bot', text: 'It comes tomorrow.', at: Date.now() });
  await stores.outbox.takeRow(row._id, { now: Date.now() - 11 * 60_000 });
  expect([await handOver((await stores.outbox.get(row._id))!), tries]).toEqual(['later', 0]);
  await stores.outbox.release(row._id, { unsure: true });
  expect([await handOver((await stores.outbox.get(row._id))!), failed]).toEqual(['later', []]);
  expect([await handOver((await stores.outbox.get(row._id))!), failed]).toEqual([
    'done',
    ['channel.unconfirmed'],
  ]);
  expect(tries).toBe(2);
  expect(await handOver((await stores.outbox.get(row._id))!)).toBe('done');
});
