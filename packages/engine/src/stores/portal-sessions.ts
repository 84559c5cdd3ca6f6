import { createHash, randomBytes } from 'node:crypto';
import type { Collection, Db, IndexDescription } from 'mongodb';

/**
 * A customer at the portal. `_id` is the SHA-256 of the secret in the cookie: who reads the database cannot use it. Of what was
 * proven only a keyed digest stands here.
 */
export type PortalSessionRow = {
  _id: string;
  /** Whom the identifier was proven for. They may have turned out to be another since. */
  customerId: string;
  identifier: string;
  at: number;
  expiresAt: number;
};

export type PortalSessionStore = ReturnType<typeof createPortalSessionStore>;

export const portalSessionIndexes: IndexDescription[] = [
  { key: { customerId: 1 } },
  { key: { expiresAt: 1 } },
];

export function createPortalSessionStore(db: Db) {
  const rows: Collection<PortalSessionRow> = db.collection('portalSessions');

  return {
    async create({ ttlMs, ...session }: Omit<PortalSessionRow, '_id' | 'expiresAt'> & { ttlMs: number }) {
      const secret = randomBytes(32).toString('base64url');
      const expiresAt = session.at + ttlMs;
      await rows.deleteMany({ expiresAt: { $lte: session.at } });
      await rows.insertOne({ _id: digestOf(secret), ...session, expiresAt });
      return { secret, expiresAt };
    },
    get: (secret: string, now: number): Promise<PortalSessionRow | null> =>
      rows.findOne({ _id: digestOf(secret), expiresAt: { $gt: now } }),
    async extend(secret: string, expiresAt: number): Promise<void> {
      await rows.updateOne({ _id: digestOf(secret) }, { $set: { expiresAt } });
    },
    async end(secret: string): Promise<void> {
      await rows.deleteOne({ _id: digestOf(secret) });
    },
  };
}

function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
