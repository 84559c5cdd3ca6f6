import { createHmac, randomBytes } from 'node:crypto';
import type { Db } from 'mongodb';
import { Binary } from 'mongodb';
import type { SealKey } from '../crypto/seal.ts';
import { open, seal } from '../crypto/seal.ts';
import { createBoundedCache } from './bounded-cache.ts';
import { retryDuplicate } from './duplicate-key.ts';

/** The key was erased: everything it sealed is unreadable for good. */
export class KeyErased extends Error {
  readonly key: string;
  constructor(key: string) {
    super(`the key of ${key} was erased`);
    this.name = 'KeyErased';
    this.key = key;
  }
}

/** No key of this name was ever made here: the data comes from another database. */
export class KeyUnknown extends Error {
  constructor(key: string) {
    super(`there is no key of ${key} in this database`);
    this.name = 'KeyUnknown';
  }
}

export type KeyStore = {
  /** The data key of a case (by its id), made at the first use. Throws `KeyErased`. */
  get(id: string): Promise<SealKey>;
  /** The same without making one, for reading. Throws `KeyErased`, `KeyUnknown`. */
  existing(id: string): Promise<SealKey>;
  /** Destroys the key; other processes forget their copy within a minute. Safe to run twice. */
  erase(id: string, at?: number): Promise<void>;
};

/** A row without `wrapped` is what remains of an erased key, so that it is never made anew. */
type KeyRow = { _id: string; wrapped?: Binary; madeAt?: number; erasedAt?: number };

/** How long a process may use its copy of a key, and so how late it can learn that the key was erased. */
const maxAgeMs = 60_000;

export function createKeyStore(db: Db, masterKey: SealKey): KeyStore {
  const rows = db.collection<KeyRow>('keys');
  const cache = createBoundedCache<Promise<SealKey>>({ maxEntries: 10_000, maxAgeMs });

  function cached(id: string, read: () => Promise<KeyRow | null>): Promise<SealKey> {
    const known = cache.get(id);
    if (known) return known;
    const key = read().then((row) => unwrap(id, row));
    cache.set(id, key);
    key.catch(() => cache.delete(id));
    return key;
  }

  function unwrap(id: string, row: KeyRow | null): SealKey {
    if (!row) throw new KeyUnknown(id);
    if (!row.wrapped) throw new KeyErased(id);
    return { id, bytes: open(masterKey, row.wrapped.buffer, id) };
  }

  function insertOrRead(id: string): Promise<KeyRow | null> {
    const fresh = { wrapped: new Binary(seal(masterKey, randomBytes(32), id)), madeAt: Date.now() };
    return retryDuplicate(() =>
      rows.findOneAndUpdate({ _id: id }, { $setOnInsert: fresh }, { upsert: true, returnDocument: 'after' }),
    );
  }

  return {
    get: (id) => cached(id, () => insertOrRead(id)),
    existing: (id) => cached(id, () => rows.findOne({ _id: id })),
    async erase(id, at = Date.now()) {
      await retryDuplicate(() =>
        rows.updateOne({ _id: id }, { $set: { erasedAt: at }, $unset: { wrapped: '' } }, { upsert: true }),
      );
      cache.delete(id);
    },
  };
}

/** A keyed digest, hex: without the key nobody can try guesses against it. */
export function keyedDigest(key: SealKey, text: string): string {
  return createHmac('sha256', key.bytes).update(text).digest('hex');
}
