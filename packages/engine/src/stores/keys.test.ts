import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';
import { KeyErased, KeyUnknown } from './keys.ts';

let database: TestDatabase;

beforeEach(async () => {
  database = await testDatabase(inject('mongodbUrl'));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await database.drop();
});

/** What a process believes the time to be, ahead by this. */
function pass(ms: number): void {
  const now = Date.now();
  vi.spyOn(Date, 'now').mockReturnValue(now + ms);
}

describe('a copy of a key', () => {
  it('is the same in every process, made once', async () => {
    const other = await database.another();
    const id = randomUUID();
    const keys = await Promise.all([database.stores.keys.get(id), other.stores.keys.get(id)]);
    expect(keys[0].bytes).toEqual(keys[1].bytes);
    await expect(other.stores.keys.existing(randomUUID())).rejects.toThrow(KeyUnknown);
  });

  it('is forgotten within a minute of the erasure elsewhere', async () => {
    const other = await database.another();
    await other.stores.keys.get('c1');
    await database.stores.keys.erase('c1');
    await expect(database.stores.keys.existing('c1')).rejects.toThrow(KeyErased);
    pass(61_000);
    await expect(other.stores.keys.existing('c1')).rejects.toThrow(KeyErased);
    await expect(other.stores.keys.get('c1')).rejects.toThrow(KeyErased);
  });

  it('goes on being used while the database is away, and no longer', async () => {
    const other = await database.another();
    const key = await other.stores.keys.get('c1');
    await database.stores.keys.erase('c1');
    await other.close();
    pass(61_000);
    expect(await other.stores.keys.existing('c1')).toEqual(key);
    await expect(other.stores.keys.existing('c2')).rejects.toThrow('must be connected');
    await other.reconnect();
    pass(6_000);
    await expect(other.stores.keys.existing('c1')).rejects.toThrow(KeyErased);
  });
});
