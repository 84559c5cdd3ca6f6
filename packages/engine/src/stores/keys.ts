import { createHmac, randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Db } from 'mongodb';
import { Binary } from 'mongodb';
import type { SealKey } from '../crypto/seal.ts';
import { open, seal } from '../crypto/seal.ts';
import { outageOf } from '../outage.ts';
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
  /** Destroys the key; other processes that reach the database forget their copy within a minute. Safe to run twice. */
  erase(id: string, at?: number): Promise<void>;
  /** As the database says now. */
  isErased(id: string): Promise<boolean>;
};

/** A row without `wrapped` is what remains of an erased key, so that it is never made anew. */
type KeyRow = { _id: string; wrapped?: Binary; madeAt?: number; erasedAt?: number };

/** How long a process may use its copy of a key, and so how late it can learn that the key was erased. */
const maxAgeMs = 60_000;
/** A workflow task has no time to wait for a database that is away: the copy goes on being used. */
const renewWithinMs = 1_000;
/** How long until the database is asked again, then. */
const askAgainMs = 5_000;

type Copy = { key: Promise<SealKey>; goodUntil: number };

export function createKeyStore(db: Db, masterKey: SealKey): KeyStore {
  const rows = db.collection<KeyRow>('keys');
  const copies = createBoundedCache<Copy>({ maxEntries: 10_000 });

  async function copied(id: string, read: () => Promise<KeyRow | null>): Promise<SealKey> {
    const known = copies.get(id);
    if (known && Date.now() < known.goodUntil) return known.key;
    const key = read().then((row) => unwrap(id, row));
    return known ? renewed(id, known, key) : kept(id, key);
  }

  function kept(id: string, key: Promise<SealKey>): Promise<SealKey> {
    const copy = { key, goodUntil: Date.now() + maxAgeMs };
    copies.set(id, copy);
    key.catch(() => copies.get(id) === copy && copies.delete(id));
    return key;
  }

  /** What the database says, or the old copy when it says nothing in time. Whoever else asks meanwhile gets the old one. */
  async function renewed(id: string, known: Copy, key: Promise<SealKey>): Promise<SealKey> {
    known.goodUntil = Date.now() + askAgainMs;
    const answered = new AbortController();
    const renewal = key.then(
      (renewed) => {
        if (copies.get(id) === known) copies.set(id, { key, goodUntil: Date.now() + maxAgeMs });
        return renewed;
      },
      (error: unknown) => {
        if (outageOf(error)) return known.key;
        if (copies.get(id) === known) copies.delete(id);
        throw error;
      },
    );
    try {
      return await Promise.race([
        renewal,
        pause(renewWithinMs, known.key, { signal: answered.signal, ref: false }),
      ]);
    } finally {
      answered.abort();
    }
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
    get: (id) => copied(id, () => insertOrRead(id)),
    existing: (id) => copied(id, () => rows.findOne({ _id: id })),
    async erase(id, at = Date.now()) {
      await retryDuplicate(() =>
        rows.updateOne({ _id: id }, { $set: { erasedAt: at }, $unset: { wrapped: '' } }, { upsert: true }),
      );
      copies.delete(id);
    },
    isErased: async (id) => (await rows.findOne({ _id: id }))?.erasedAt !== undefined,
  };
}

/** A keyed digest, hex: without the key nobody can try guesses against it. */
export function keyedDigest(key: SealKey, text: string): string {
  return createHmac('sha256', key.bytes).update(text).digest('hex');
}
