import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';
import type { Stores } from './database.ts';
import type { FeedEvent } from './feed.ts';

let database: TestDatabase;
let processes: Stores[];

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
  processes = [database.stores, (await database.another()).stores, (await database.another()).stores];
});
afterAll(() => database.drop());

let stop: AbortController;
beforeEach(() => (stop = new AbortController()));
afterEach(() => stop.abort());

const event = (key: string, topics = ['cases']) => ({ key, topics, type: 'case.changed', data: { key } });

async function until(done: () => boolean): Promise<void> {
  for (const end = Date.now() + 20_000; !done(); await pause(10)) {
    if (Date.now() > end) throw new Error('it did not happen within 20 s');
  }
}

describe('feed', () => {
  it('is gapless and in order for followers while several processes append, each event once', async () => {
    const { feed } = database.stores;
    const first = await feed.append(event('first'));
    const seen: FeedEvent[][] = [[], []];
    const following = seen.map((events, index) =>
      processes[index]!.feed.follow({
        after: first,
        signal: stop.signal,
        intervalMs: 5,
        onEvents: (more) => void events.push(...more),
      }),
    );
    const appended = await Promise.all(
      Array.from({ length: 600 }, (_, index) =>
        pause(index % 40).then(() => processes[index % 3]!.feed.append(event(`e${Math.floor(index / 2)}`))),
      ),
    );
    await until(() => seen.every((events) => events.length >= 300));
    await pause(50);
    for (const events of seen) {
      expect(events.map(({ seq }) => seq)).toEqual(
        Array.from({ length: 300 }, (_, index) => first + 1 + index),
      );
      expect(new Set(events.map(({ data }) => data['key'])).size).toBe(300);
    }
    for (let index = 0; index < 600; index += 2) expect(appended[index]).toBe(appended[index + 1]);
    stop.abort();
    await Promise.all(following);
  });

  it('lets a follower catch up from where it was, and filters by topic', async () => {
    const { feed } = database.stores;
    const before = await feed.last();
    for (let index = 0; index < 30; index++)
      await feed.append(event(`t${index}`, index % 3 === 0 ? ['cases', 'case:1'] : ['case:2']));
    const seen: unknown[] = [];
    void feed.follow({
      after: before,
      topics: ['case:1'],
      signal: stop.signal,
      intervalMs: 5,
      onEvents: (more) => void seen.push(...more.map(({ data }) => data['key'])),
    });
    await until(() => seen.length >= 10);
    await feed.append(event('live', ['case:1']));
    await feed.append(event('not mine', ['case:2']));
    await until(() => seen.includes('live'));
    expect(seen).toEqual([...Array.from({ length: 10 }, (_, index) => `t${index * 3}`), 'live']);
    expect(
      (await feed.read({ after: before, topics: ['case:1'], limit: 2 })).map(({ data }) => data['key']),
    ).toEqual(['t0', 't3']);
  });

  it('holds nobody up for a slow follower, which still gets everything in order', async () => {
    const { feed } = database.stores;
    const after = await feed.last();
    const slow: number[] = [];
    const quick: number[] = [];
    const common = { after, signal: stop.signal, intervalMs: 5 };
    void feed.follow({
      ...common,
      onEvents: async (events) => {
        await pause(200);
        slow.push(...events.map(({ seq }) => seq));
      },
    });
    void feed.follow({ ...common, onEvents: (events) => void quick.push(...events.map(({ seq }) => seq)) });
    for (let index = 0; index < 20; index++) await feed.append(event(`s${index}`));
    await until(() => quick.length === 20);
    expect(slow.length).toBeLessThan(20);
    await until(() => slow.length === 20);
    expect(slow).toEqual(quick);
  });

  it('begins at now when no place is given, also on an empty feed', async () => {
    const empty = await testDatabase(inject('mongodbUrl'));
    try {
      const seen: number[] = [];
      void empty.stores.feed.follow({
        signal: stop.signal,
        intervalMs: 5,
        onEvents: (events) => void seen.push(...events.map(({ seq }) => seq)),
      });
      await pause(100);
      await empty.stores.feed.append(event('one'));
      await until(() => seen.length > 0);
      expect(seen).toEqual([1]);
      stop.abort();
      await pause(50);
    } finally {
      await empty.drop();
    }
  });

  it('tells the caller when what it does with events fails', async () => {
    const { feed } = database.stores;
    const after = (await feed.last()) - 1;
    const following = feed.follow({
      after,
      signal: stop.signal,
      onEvents: () => Promise.reject(new Error('the connection is gone')),
    });
    await expect(following).rejects.toThrow('the connection is gone');
  });

  it('trims old events and goes on counting', async () => {
    const { feed } = database.stores;
    const last = await feed.last();
    await feed.trim({ keep: 5, olderThanMs: 0 });
    expect((await feed.read({ after: 0, limit: 1 })).map(({ seq }) => seq)).toEqual([1]);
    const later = Date.now() + 120_000;
    await feed.trim({ keep: 5, olderThanMs: 600_000, now: later });
    expect((await feed.read({ after: 0, limit: 100 })).map(({ seq }) => seq)).toEqual(
      [4, 3, 2, 1, 0].map((back) => last - back),
    );
    await feed.trim({ keep: 100, olderThanMs: 60_000, now: later });
    expect((await feed.read({ after: 0, limit: 100 })).map(({ seq }) => seq)).toEqual([last]);
    expect(await (await database.another()).stores.feed.append(event('after the trim'))).toBe(last + 1);
    const seen: number[] = [];
    void processes[2]!.feed.follow({
      after: 1,
      signal: stop.signal,
      intervalMs: 5,
      onEvents: (events) => void seen.push(...events.map(({ seq }) => seq)),
    });
    await until(() => seen.length === 2);
    expect(seen).toEqual([last, last + 1]);
  });

  it('goes on after a trim that took what it had not yet seen', async () => {
    const { feed } = database.stores;
    const seen: number[] = [];
    void feed.follow({
      signal: stop.signal,
      intervalMs: 400,
      onEvents: (events) => void seen.push(...events.map(({ seq }) => seq)),
    });
    await pause(600);
    const other = (await database.another()).stores.feed;
    for (let index = 0; index < 10; index++) await other.append(event(`away${index}`));
    await other.trim({ keep: 3, olderThanMs: 600_000, now: Date.now() + 120_000 });
    const last = await feed.last();
    await until(() => seen.includes(last));
    expect(seen.slice(-3)).toEqual([last - 2, last - 1, last]);
  });
});
