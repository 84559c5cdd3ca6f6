import { createHash, randomBytes } from 'node:crypto';
import type { Collection, IndexDescription } from 'mongodb';
import type { Role } from './users.ts';

/** A session, an API token or a one-time link. `_id` is the SHA-256 of the secret: who reads the database cannot use it. */
export type TokenRow = {
  _id: string;
  kind: 'session' | 'api' | 'link';
  /** The user it stands for; a link that makes a new user has none. */
  userId?: string;
  /** Of an API token: at most what its user may do. Of an invitation: what the new user may do. */
  roles?: Role[];
  name?: string;
  purpose?: LinkPurpose;
  /** Of an invitation or a reset. */
  email?: string;
  at: number;
  expiresAt: number;
  usedAt?: number;
  /** Of an API token: when it was used last, to within a minute. */
  lastUsedAt?: number;
};

export type LinkPurpose = 'first-admin' | 'invitation' | 'password-reset';

export type UserTokens = {
  createSession(session: {
    userId: string;
    at: number;
    ttlMs: number;
  }): Promise<{ secret: string; expiresAt: number }>;
  session(secret: string, now: number): Promise<TokenRow | null>;
  /** Moves the end of a session that is being used. */
  extendSession(secret: string, expiresAt: number): Promise<void>;
  endSession(secret: string): Promise<void>;
  /** The secret is shown once; only its digest is stored. */
  createApiToken(token: {
    userId: string;
    name: string;
    roles: Role[];
    at: number;
    ttlMs: number;
  }): Promise<{ id: string; secret: string }>;
  apiToken(secret: string, now: number): Promise<TokenRow | null>;
  apiTokensOf(userId: string): Promise<TokenRow[]>;
  /** Returns what was revoked; null when there is none. */
  revokeApiToken(id: string, userId?: string): Promise<TokenRow | null>;
  createLink(link: {
    purpose: LinkPurpose;
    userId?: string;
    email?: string;
    roles?: Role[];
    at: number;
    ttlMs: number;
  }): Promise<{ secret: string; expiresAt: number }>;
  /** Invitations nobody has accepted yet, and that still can be, the newest first. */
  invitations(now: number): Promise<TokenRow[]>;
  /** Returns what was revoked; null when there is none. */
  revokeInvitation(id: string): Promise<TokenRow | null>;
  /** Whether a link would still work, without using it. */
  link(secret: string, now: number): Promise<TokenRow | null>;
  /** Uses a link up: of any number of callers at once, one gets it. */
  useLink(secret: string, now: number): Promise<TokenRow | null>;
  /** Ends all sessions, API tokens and links of a user. `apiTokens`: how many of them worked until then. */
  revokeAllOf(userId: string, at: number): Promise<{ apiTokens: number }>;
  /** Removes what has expired. */
  sweep(now: number): Promise<number>;
};

export const userTokenIndexes: IndexDescription[] = [
  { key: { userId: 1, kind: 1 } },
  { key: { expiresAt: 1 } },
];

export function createTokens(tokens: Collection<TokenRow>): UserTokens {
  async function create(fields: Omit<TokenRow, '_id' | 'expiresAt'>, ttlMs: number) {
    const secret = randomBytes(32).toString('base64url');
    const row: TokenRow = { _id: digestOf(secret), ...fields, expiresAt: fields.at + ttlMs };
    await tokens.insertOne(row);
    return { id: row._id, secret, expiresAt: row.expiresAt };
  }

  const valid = (kind: TokenRow['kind'], secret: string, now: number) =>
    tokens.findOne({ _id: digestOf(secret), kind, expiresAt: { $gt: now }, usedAt: { $exists: false } });

  return {
    createSession: ({ ttlMs, ...session }) => create({ kind: 'session', ...session }, ttlMs),
    session: (secret, now) => valid('session', secret, now),
    async extendSession(secret, expiresAt) {
      await tokens.updateOne({ _id: digestOf(secret), kind: 'session' }, { $max: { expiresAt } });
    },
    async endSession(secret) {
      await tokens.deleteOne({ _id: digestOf(secret), kind: 'session' });
    },
    createApiToken: ({ ttlMs, ...token }) => create({ kind: 'api', ...token }, ttlMs),
    async apiToken(secret, now) {
      const token = await valid('api', secret, now);
      // Not with each request: a program may send many in a second.
      if (token && now - (token.lastUsedAt ?? 0) >= 60_000)
        await tokens.updateOne({ _id: token._id }, { $max: { lastUsedAt: now } });
      return token;
    },
    apiTokensOf: (userId) => tokens.find({ userId, kind: 'api' }).sort({ at: -1 }).toArray(),
    async revokeApiToken(id, userId) {
      const owned = userId === undefined ? {} : { userId };
      return tokens.findOneAndDelete({ _id: id, kind: 'api', ...owned });
    },
    createLink: ({ ttlMs, ...link }) => create({ kind: 'link', ...link }, ttlMs),
    invitations: (now) =>
      tokens
        .find({ kind: 'link', purpose: 'invitation', expiresAt: { $gt: now }, usedAt: { $exists: false } })
        .sort({ at: -1 })
        .toArray(),
    async revokeInvitation(id) {
      const mine = { _id: id, kind: 'link', purpose: 'invitation', usedAt: { $exists: false } } as const;
      return tokens.findOneAndDelete(mine);
    },
    link: (secret, now) => valid('link', secret, now),
    useLink: (secret, now) =>
      tokens.findOneAndUpdate(
        { _id: digestOf(secret), kind: 'link', expiresAt: { $gt: now }, usedAt: { $exists: false } },
        { $set: { usedAt: now } },
      ),
    async revokeAllOf(userId, at) {
      const worked = await tokens.deleteMany({ userId, kind: 'api', expiresAt: { $gt: at } });
      await tokens.deleteMany({ userId });
      return { apiTokens: worked.deletedCount };
    },
    async sweep(now) {
      return (await tokens.deleteMany({ expiresAt: { $lte: now } })).deletedCount;
    },
  };
}

function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
