import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Channel } from '../channels/channel.ts';
import { FileRefused } from '../channels/channel.ts';
import { png } from '../files/testing/pictures.ts';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';
import { createFetchFiles } from './fetch-files.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
});
afterAll(() => database?.drop());

const dayMs = 24 * 3_600_000;

/** A channel whose provider does what the test says, and a clock. */
async function setUp(fetchFile: NonNullable<Channel['fetchFile']>, files = 1) {
  const asked: string[] = [];
  const name = `provider-${randomUUID()}`;
  const channel = {
    fetchFile: (reference, limits) => {
      asked.push(reference);
      return fetchFile(reference, limits);
    },
  } satisfies Pick<Channel, 'fetchFile'>;
  const clock = { now: Date.now() };
  const { stores } = database;
  const lines: string[] = [];
  const log = pino({}, { write: (line: string) => void lines.push(line) });
  const channels = { [name]: channel as unknown as Channel };
  const fetcher = createFetchFiles({ stores, channels, log, now: () => clock.now, timeoutMs: 300 });
  const wanted = Array.from({ length: files }, (_, n) => ({
    ...{ id: randomUUID(), channel: name, conversation: randomUUID(), messageId: randomUUID() },
    ...{
      caseId: randomUUID(),
      reference: `https://provider.example.com/secret/${n}`,
      at: clock.now,
      name: 'a.png',
    },
  }));
  for (const file of wanted) await stores.files.want(file);
  const ids = wanted.map(({ id }) => id);
  const first = wanted[0] as (typeof wanted)[number];
  const row = async () => (await stores.files.rows([first.id]))[0];
  return { stores, fetcher, clock, asked, lines, ids, first, row };
}

describe('files of providers', () => {
  it('are fetched once, however many look after them, and the screens hear of it', async () => {
    const { stores, fetcher, asked, ids, first } = await setUp(
      async () => ({ bytes: png, mediaType: 'image/png' }),
      9,
    );
    fetcher.soon(ids);
    await Promise.all([fetcher.due(), fetcher.due()]);
    await expect
      .poll(async () => (await stores.files.rows(ids)).map(({ state }) => state))
      .toEqual(ids.map(() => 'kept'));
    expect(asked).toHaveLength(9);
    const events = await stores.feed.read({ after: 0, topics: [`case:${first.caseId}`], limit: 9 });
    expect(events.map(({ type, data }) => [type, data['fileId']])).toEqual([['file.changed', first.id]]);
  });

  it('are asked for again, later and later, and given up after a day', async () => {
    const { fetcher, clock, asked, row, lines } = await setUp(async () => {
      throw new Error('503 for https://provider.example.com/secret');
    });
    const waits: number[] = [];
    for (let last = clock.now; (await row())?.state === 'wanted'; last = clock.now) {
      await fetcher.due();
      clock.now = Math.max(clock.now, (await row())?.dueAt ?? clock.now);
      waits.push(clock.now - last);
    }
    expect(waits.slice(0, 4)).toEqual([5_000, 10_000, 20_000, 40_000]);
    expect(Math.max(...waits)).toBe(3_600_000);
    expect(asked.length).toBeLessThan(40);
    expect(clock.now - ((await row())?.at ?? 0)).toBeGreaterThanOrEqual(dayMs);
    expect(await row()).toMatchObject({ state: 'lost', error: 'file.unreachable' });
    expect(await row()).not.toHaveProperty('reference');
    expect(lines.join()).not.toContain('provider.example.com');
  });

  it('are not asked for again when that cannot help', async () => {
    const gone = await setUp(async () => {
      throw new FileRefused('file.gone', 'It is gone.');
    });
    await gone.fetcher.due();
    expect(await gone.row()).toMatchObject({ state: 'lost', error: 'file.gone' });
    const large = await setUp(async () => ({ bytes: Buffer.alloc(21 * 1024 * 1024) }));
    await large.fetcher.due();
    expect(await large.row()).toMatchObject({ state: 'lost', error: 'file.too-large' });
    expect([...gone.asked, ...large.asked]).toHaveLength(2);
  });

  it('keep nobody waiting whose provider says nothing, nor when the fetcher died', async () => {
    let silent = true;
    const { fetcher, clock, row, asked, stores, first } = await setUp((_, { signal }) =>
      silent
        ? new Promise((_resolve, reject) =>
            signal.addEventListener('abort', () => reject(signal.reason as Error)),
          )
        : Promise.resolve({ bytes: png }),
    );
    const began = Date.now();
    await fetcher.due();
    expect(Date.now() - began).toBeLessThan(2_000);
    expect(await row()).toMatchObject({ state: 'wanted', attempts: 1 });
    silent = false;
    clock.now += 5_000;
    // Another process took it, and was never heard of again.
    await stores.files.take(first.id, { now: clock.now, until: clock.now + 60_000 });
    await fetcher.due();
    expect(asked).toHaveLength(1);
    clock.now += 60_000;
    await fetcher.due();
    expect(await row()).toMatchObject({ state: 'kept', mediaType: 'image/png' });
  });

  it('leave nothing behind when their case is erased meanwhile', async () => {
    let erase = async () => {};
    const { stores, fetcher, first, row } = await setUp(async () => {
      await erase();
      return { bytes: png };
    });
    erase = () => stores.files.eraseCase(first.caseId, [], 1);
    await fetcher.due();
    await pause(20);
    expect(await row()).toBeUndefined();
    expect(await database.db.collection('attachments.files').countDocuments({ filename: first.id })).toBe(0);
  });
});
