import type { Collection, Db } from 'mongodb';
import type { PolicySnapshot } from '@throughline/flow/event';
import type { Json } from '@throughline/flow/json';
import { backOff, isDuplicateKey, retryDuplicate } from './duplicate-key.ts';
import type { StoreIssue } from './issue.ts';
import type { PolicyType } from './policy-type.ts';
import { checkPolicy } from './policy-type.ts';

/** A named value of the shop, read as `policy.<name>` by every flow, text and answer. */
export type Policy = {
  name: string;
  type: PolicyType;
  value: Json;
  title: string;
  author: string;
  at: number;
  /** The version in which it got this value. */
  version: number;
};

export type PolicyChange = Omit<Policy, 'version'>;

/** A value it had; or that it was removed, and the value it had then. */
export type PastPolicy = Policy & { removed?: true };

export type PolicyStore = {
  /** What flows read. At most half a second old; `version` changes with every change of any policy. */
  snapshot(): Promise<PolicySnapshot>;
  list(): Promise<Policy[]>;
  set(change: PolicyChange): Promise<{ ok: true; version: number } | { ok: false; issues: StoreIssue[] }>;
  /** False where there is none of this name. Its values stay in the history. */
  remove(name: string, by: { author: string; at: number }): Promise<boolean>;
  /** Every value a policy had, newest first. */
  history(name?: string): Promise<PastPolicy[]>;
};

/** One row holds what is live, so that a reader never sees half a change. */
type LiveRow = { _id: 'live'; version: number; policies: { [name: string]: Policy } };
/** The changes, one for each version from 1: `live` is their fold. */
type ChangeRow = PastPolicy & { _id: number };

const pollMs = 500;
const maxAttempts = 100;

export function createPolicyStore(db: Db): PolicyStore {
  const live: Collection<LiveRow> = db.collection('policies');
  const changes: Collection<ChangeRow> = db.collection('policyChanges');
  let cached: { row: LiveRow; at: number } | undefined;

  async function read(): Promise<LiveRow> {
    return (await live.findOne({ _id: 'live' })) ?? { _id: 'live', version: 0, policies: {} };
  }

  async function current(): Promise<LiveRow> {
    if (cached && Date.now() - cached.at < pollMs) return cached.row;
    const at = Date.now();
    const known = cached && (await live.findOne({ _id: 'live' }, { projection: { version: 1 } }));
    const row = cached && known?.version === cached.row.version ? cached.row : await read();
    cached = { row, at };
    return row;
  }

  /** Brings the live row up to a change; nothing happens when it has come so far already. */
  async function apply({ _id, removed, ...policy }: ChangeRow): Promise<void> {
    if (_id === 1) {
      const empty = { $setOnInsert: { version: 0, policies: {} } };
      await retryDuplicate(() => live.updateOne({ _id: 'live' }, empty, { upsert: true }));
    }
    await live.updateOne(
      { _id: 'live', version: _id - 1 },
      removed
        ? { $set: { version: _id }, $unset: { [`policies.${policy.name}`]: '' } }
        : { $set: { version: _id, [`policies.${policy.name}`]: policy } },
    );
  }

  async function record(change: Omit<PastPolicy, 'version'>): Promise<number> {
    for (let attempt = 1; ; attempt++) {
      const version = (await read()).version + 1;
      const row = { _id: version, ...change, version };
      try {
        await changes.insertOne(row);
        await apply(row);
        return version;
      } catch (error) {
        if (!isDuplicateKey(error) || attempt === maxAttempts) throw error;
        // Somebody else has this version, and may have stopped before it was live.
        const taken = await changes.findOne({ _id: version });
        if (taken) await apply(taken);
        await backOff(attempt);
      }
    }
  }

  return {
    async snapshot() {
      const { version, policies } = await current();
      return {
        version,
        values: Object.fromEntries(Object.values(policies).map(({ name, value }) => [name, value])),
      };
    },
    async list() {
      const { policies } = await read();
      return Object.values(policies).sort((one, other) => one.name.localeCompare(other.name, 'en'));
    },
    async set(change) {
      const issues = checkPolicy(change);
      if (issues.length > 0) return { ok: false, issues };
      const version = await record(change);
      cached = undefined;
      return { ok: true, version };
    },
    async remove(name, by) {
      const { policies } = await read();
      const policy = Object.hasOwn(policies, name) ? policies[name] : undefined;
      if (!policy) return false;
      await record({ ...policy, ...by, removed: true });
      cached = undefined;
      return true;
    },
    async history(name) {
      const rows = await changes
        .find(name === undefined ? {} : { name })
        .sort({ _id: -1 })
        .limit(500)
        .toArray();
      return rows.map(({ _id, ...policy }) => policy);
    },
  };
}
