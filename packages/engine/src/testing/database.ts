import { randomUUID } from 'node:crypto';
import type { Database, Stores } from '../stores/database.ts';
import { connectDatabase, createStores } from '../stores/database.ts';
import type { SealKey } from '../crypto/seal.ts';
import { newKey } from '../crypto/seal.ts';

export type TestDatabase = Database & {
  masterKey: SealKey;
  stores: Stores;
  name: string;
  /** The same database over a connection of its own, as another process would have it. */
  another(): Promise<{ stores: Stores; close(): Promise<void>; reconnect(): Promise<unknown> }>;
  /** Drops the database and closes all connections. */
  drop(): Promise<void>;
};

/** A database of its own on the given server. */
export async function testDatabase(url: string): Promise<TestDatabase> {
  const name = `test-${randomUUID()}`;
  const masterKey = newKey('master-test');
  const database = await connectDatabase(url, name);
  const others: Database[] = [];
  return {
    ...database,
    name,
    masterKey,
    stores: createStores({ db: database.db, masterKey }),
    async another() {
      const other = await connectDatabase(url, name);
      others.push(other);
      return {
        stores: createStores({ db: other.db, masterKey }),
        close: () => other.close(),
        reconnect: () => other.client.connect(),
      };
    },
    async drop() {
      await database.db.dropDatabase();
      await Promise.all([database, ...others].map((each) => each.close()));
    },
  };
}
