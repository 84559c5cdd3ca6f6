import type { Collection, Db, IndexDescription } from 'mongodb';
import type { JsonObject } from '@throughline/flow/json';
import type { Plan } from '@throughline/flow/plan';
import { createBoundedCache } from './bounded-cache.ts';
import { backOff, isDuplicateKey, retryDuplicate } from './duplicate-key.ts';

/** A published flow version: immutable, and named by its hash. `version` counts the versions of a flow from 1. */
export type FlowVersion = {
  flowId: string;
  hash: string;
  version: number;
  title: string;
  flow: JsonObject;
  plan: Plan;
  author: string;
  note?: string;
  at: number;
};

export type FlowSummary = {
  flowId: string;
  title: string;
  live: string;
  version: number;
  publishedAt: number;
  /** Who made that version live. */
  publishedBy: string;
};

export type Publication = {
  /** The flow as drawn, with its `id`. */
  flow: { id: string; title: string };
  hash: string;
  plan: Plan;
  author: string;
  note?: string;
  at: number;
  /** Hash of the version that has to be live now, null for none; left out, whatever is live is replaced. */
  expected?: string | null;
};

/** `before` was live; `rolledBack` when the version was there before, and another one live. */
export type PublishedVersion =
  | { ok: true; flowId: string; hash: string; version: number; before: string | null; rolledBack: boolean }
  | { ok: false; live: FlowSummary | null };

export type FlowStore = {
  /**
   * Keeps the version, unless it is known, and makes it the live one: publishing an old version again rolls back. What is
   * live already is published, whatever was expected. A known version is drawn anew: the picture is no part of the hash.
   */
  publish(publication: Publication): Promise<PublishedVersion>;
  live(flowId: string): Promise<FlowVersion | null>;
  byHash(hash: string): Promise<FlowVersion | null>;
  /** With the latest picture; `byHash` may be behind in that. */
  drawn(hash: string): Promise<FlowVersion | null>;
  /** Newest first, without the flow and its plan. */
  versions(flowId: string): Promise<Omit<FlowVersion, 'flow' | 'plan'>[]>;
  summary(flowId: string): Promise<FlowSummary | null>;
  list(): Promise<FlowSummary[]>;
};

type VersionRow = Omit<FlowVersion, 'hash' | 'flow' | 'plan'> & {
  _id: string;
  // As text: node ids and ports may be named like nothing that a database likes as a field.
  flow: string;
  plan: string;
};
type FlowRow = Omit<FlowSummary, 'flowId' | 'publishedBy'> & { _id: string; publishedBy?: string };

type Kept = { version: number; isNew: boolean };

export const flowVersionIndexes: IndexDescription[] = [{ key: { flowId: 1, version: 1 }, unique: true }];

export function createFlowStore(db: Db): FlowStore {
  const versions: Collection<VersionRow> = db.collection('flowVersions');
  const flows: Collection<FlowRow> = db.collection('flows');
  const cache = createBoundedCache<FlowVersion>({ maxEntries: 200 });

  async function keep({ flow, hash, plan, author, note, at }: Publication): Promise<Kept> {
    for (let attempt = 1; ; attempt++) {
      const known = await versions.findOneAndUpdate(
        { _id: hash },
        { $set: { flow: JSON.stringify(flow) } },
        { projection: { version: 1 } },
      );
      if (known) return { version: known.version, isNew: false };
      const last = await versions.findOne(
        { flowId: flow.id },
        { sort: { version: -1 }, projection: { version: 1 } },
      );
      const version = (last?.version ?? 0) + 1;
      const text = { flow: JSON.stringify(flow), plan: JSON.stringify(plan) };
      const noted = note === undefined ? {} : { note };
      try {
        await versions.insertOne({
          _id: hash,
          flowId: flow.id,
          version,
          title: flow.title,
          ...text,
          author,
          ...noted,
          at,
        });
        return { version, isNew: true };
      } catch (error) {
        if (!isDuplicateKey(error) || attempt === 50) throw error;
        await backOff(attempt);
      }
    }
  }

  async function byHash(hash: string): Promise<FlowVersion | null> {
    return cache.get(hash) ?? drawn(hash);
  }

  async function drawn(hash: string): Promise<FlowVersion | null> {
    const row = await versions.findOne({ _id: hash });
    if (!row) return null;
    const { _id, flow, plan, ...facts } = row;
    const version = {
      ...facts,
      hash: _id,
      flow: JSON.parse(flow) as JsonObject,
      plan: JSON.parse(plan) as Plan,
    };
    cache.set(hash, version);
    return version;
  }

  /** False when another version is live than was expected. */
  async function makeLive(
    _id: string,
    facts: Omit<FlowRow, '_id'>,
    expected?: string | null,
  ): Promise<boolean> {
    if (expected === undefined) {
      await retryDuplicate(() => flows.updateOne({ _id }, { $set: facts }, { upsert: true }));
      return true;
    }
    if (expected !== null)
      return (await flows.updateOne({ _id, live: expected }, { $set: facts })).matchedCount === 1;
    try {
      await flows.insertOne({ _id, ...facts });
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  return {
    async publish(publication) {
      const { flow, hash, author, at, expected } = publication;
      const row = await flows.findOne({ _id: flow.id });
      const before = row?.live ?? null;
      if (expected !== undefined && before !== expected && before !== hash)
        return { ok: false, live: row && summaryOf(row) };
      const { version, isNew } = await keep(publication);
      const facts = { title: flow.title, live: hash, version, publishedAt: at, publishedBy: author };
      if (!(await makeLive(flow.id, facts, expected))) {
        const now = await flows.findOne({ _id: flow.id });
        if (now?.live !== hash) return { ok: false, live: now && summaryOf(now) };
      }
      const rolledBack = !isNew && before !== hash;
      return { ok: true, flowId: flow.id, hash, version, before, rolledBack };
    },
    async live(flowId) {
      const row = await flows.findOne({ _id: flowId });
      return row ? byHash(row.live) : null;
    },
    byHash,
    drawn,
    async versions(flowId) {
      const rows = await versions
        .find({ flowId }, { projection: { flow: 0, plan: 0 } })
        .sort({ version: -1 })
        .toArray();
      return rows.map(({ _id, ...row }) => ({ ...row, hash: _id }));
    },
    async summary(flowId) {
      const row = await flows.findOne({ _id: flowId });
      return row && summaryOf(row);
    },
    async list() {
      const rows = await flows.find().sort({ _id: 1 }).toArray();
      return rows.map(summaryOf);
    },
  };
}

function summaryOf({ _id, publishedBy = 'unknown', ...row }: FlowRow): FlowSummary {
  return { flowId: _id, ...row, publishedBy };
}
