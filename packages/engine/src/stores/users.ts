import { randomUUID } from 'node:crypto';
import type { Collection, Db, Filter, IndexDescription } from 'mongodb';
import type { Json } from '@throughline/flow/json';
import { isDuplicateKey, retryDuplicate } from './duplicate-key.ts';
import { createTokens } from './user-tokens.ts';
import type { TokenRow, UserTokens } from './user-tokens.ts';

export const roles = ['admin', 'ops', 'agent', 'auditor', 'developer'] as const;
export type Role = (typeof roles)[number];

export type UserRow = {
  _id: string;
  /** Lower case; unique. */
  email: string;
  name: string;
  roles: Role[];
  /** argon2, made outside the store. */
  passwordHash?: string;
  createdAt: number;
  updatedAt: number;
  disabledAt?: number;
};

/** What administrators did or were refused, and refused agent actions, which leave no trace in a history. */
export type AdminLogEntry = {
  _id: string;
  at: number;
  /** User id, or `system`; of a merge that nobody made by hand `sign-in` or `proof`. */
  actor: string;
  action: string;
  /** What it was done to. */
  subject?: string;
  outcome: 'done' | 'refused';
  reason?: string;
  details?: Json;
};

export type UserStore = UserTokens & {
  create(user: {
    email: string;
    name: string;
    roles: Role[];
    passwordHash?: string;
    at: number;
  }): Promise<{ ok: true; user: UserRow } | { ok: false; code: 'user.email-taken' }>;
  get(id: string): Promise<UserRow | null>;
  byEmail(email: string): Promise<UserRow | null>;
  list(): Promise<UserRow[]>;
  count(): Promise<number>;
  update(
    id: string,
    patch: Partial<Pick<UserRow, 'name' | 'roles' | 'passwordHash'>>,
    at: number,
  ): Promise<boolean>;
  /** A disabled user has no sessions and no tokens any more. */
  disable(id: string, at: number): Promise<void>;
  enable(id: string, at: number): Promise<void>;
  /** Append-only. With an id of its own, it is written once however often it is said. */
  log(entry: Omit<AdminLogEntry, '_id'> & { _id?: string }): Promise<void>;
  /** The newest first. `before`: of the last entry of the page before; `kind`: what the action begins with, up to its dot. */
  logged(query: LogQuery): Promise<AdminLogEntry[]>;
};

export type LogQuery = {
  before?: number | { at: number; id: string };
  subject?: string;
  actor?: string;
  kind?: string;
  limit: number;
};

export const userIndexes: IndexDescription[] = [{ key: { email: 1 }, unique: true }];
export const adminLogIndexes: IndexDescription[] = [
  { key: { at: -1, _id: -1 } },
  { key: { subject: 1, at: -1 } },
  { key: { actor: 1, at: -1 } },
];

export function createUserStore(db: Db): UserStore {
  const users: Collection<UserRow> = db.collection('users');
  const adminLog: Collection<AdminLogEntry> = db.collection('adminLog');
  const tokens = createTokens(db.collection<TokenRow>('userTokens'));
  return {
    ...tokens,
    async create({ at, email, ...user }) {
      const row: UserRow = {
        _id: randomUUID(),
        email: normalised(email),
        ...user,
        createdAt: at,
        updatedAt: at,
      };
      try {
        await users.insertOne(row);
        return { ok: true, user: row };
      } catch (error) {
        if (isDuplicateKey(error)) return { ok: false, code: 'user.email-taken' };
        throw error;
      }
    },
    get: (id) => users.findOne({ _id: id }),
    byEmail: (email) => users.findOne({ email: normalised(email) }),
    list: () => users.find().sort({ email: 1 }).toArray(),
    count: () => users.countDocuments(),
    async update(id, patch, at) {
      return (await users.updateOne({ _id: id }, { $set: { ...patch, updatedAt: at } })).matchedCount === 1;
    },
    async disable(id, at) {
      await users.updateOne({ _id: id }, { $set: { disabledAt: at, updatedAt: at } });
      await tokens.revokeAllOf(id, at);
    },
    async enable(id, at) {
      await users.updateOne({ _id: id }, { $set: { updatedAt: at }, $unset: { disabledAt: '' } });
    },
    async log({ _id = randomUUID(), ...entry }) {
      await retryDuplicate(() => adminLog.updateOne({ _id }, { $setOnInsert: entry }, { upsert: true }));
    },
    logged: (query) => adminLog.find(logFilter(query)).sort({ at: -1, _id: -1 }).limit(query.limit).toArray(),
  };
}

function logFilter({ before, subject, actor, kind }: LogQuery): Filter<AdminLogEntry> {
  const earlier =
    typeof before === 'object'
      ? { $or: [{ at: { $lt: before.at } }, { at: before.at, _id: { $lt: before.id } }] }
      : before !== undefined && { at: { $lt: before } };
  return {
    ...earlier,
    ...(subject !== undefined && { subject }),
    ...(actor !== undefined && { actor }),
    ...(kind !== undefined && { action: { $regex: `^${kind}\\.` } }),
  };
}

function normalised(email: string): string {
  return email.trim().toLowerCase();
}
