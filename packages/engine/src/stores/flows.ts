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
};

export type Publication = {
  /** The flow as drawn, with its `id`. */
  flow: { id: string; title: string };
  hash: string;
  plan: Plan;
  author: string;
  note?: string;
  at: number;
};

export type FlowStore = {
  /** Keeps the version, unless it is known, and makes it the live one: publishing an old version again rolls back. */
  publish(publication: Publication): Promise<{ flowId: string; hash: string; version: number }>;
  live(flowId: string): Promise<FlowVersion | null>;
  byHash(hash: string): Promise<FlowVersion | null>;
  /** Newest first, without the flow and its plan. */
  versions(flowId: string): Promise<Omit<FlowVersion, 'flow' | 'plan'>[]>;
  list(): Promise<FlowSummary[]>;
};

type VersionRow = Omit<FlowVersion, 'hash' | 'flow' | 'plan'> & {
  _id: string;
  // As text: node ids and ports may be named like nothing that a database likes as a field.
  flow: string;
  plan: string;
};
type FlowRow = { _id: string; title: string; live: string; version: number; publishedAt: number };

export const flowVersionIndexes: IndexDescription[] = [{ key: { flowId: 1, version: 1 }, unique: true }];

export function createFlowStore(db: Db): FlowStore {
  const versions: Collection<VersionRow> = db.collection('flowVersions');
  const flows: Collection<FlowRow> = db.collection('flows');
  const cache = createBoundedCache<FlowVersion>({ maxEntries: 200 });

  async function keep({ flow, hash, plan, author, note, at }: Publication): Promise<number> {
    for (let attempt = 1; ; attempt++) {
      const known = await versions.findOne({ _id: hash }, { projection: { version: 1 } });
      if (known) return known.version;
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
        return version;
      } catch (error) {
        if (!isDuplicateKey(error) || attempt === 50) throw error;
        await backOff(attempt);
      }
    }
  }

  async function byHash(hash: string): Promise<FlowVersion | null> {
    const known = cache.get(hash);
    if (known) return known;
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

  return {
    async publish(publication) {
      const { flow, hash, at } = publication;
      const version = await keep(publication);
      const live = { title: flow.title, live: hash, version, publishedAt: at };
      await retryDuplicate(() => flows.updateOne({ _id: flow.id }, { $set: live }, { upsert: true }));
      return { flowId: flow.id, hash, version };
    },
    async live(flowId) {
      const row = await flows.findOne({ _id: flowId });
      return row ? byHash(row.live) : null;
    },
    byHash,
    async versions(flowId) {
      const rows = await versions
        .find({ flowId }, { projection: { flow: 0, plan: 0 } })
        .sort({ version: -1 })
        .toArray();
      return rows.map(({ _id, ...row }) => ({ ...row, hash: _id }));
    },
    async list() {
      const rows = await flows.find().sort({ _id: 1 }).toArray();
      return rows.map(({ _id, ...row }) => ({ flowId: _id, ...row }));
    },
  };
}
