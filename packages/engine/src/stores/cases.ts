import type { Collection, Db, IndexDescription } from 'mongodb';
import { Binary } from 'mongodb';
import type { Brief } from '@throughline/flow/brief';
import type { Owner } from '@throughline/flow/effect';
import type { Say } from '@throughline/flow/message';
import type { CaseState } from '@throughline/flow/state';
import { open, seal } from '../crypto/seal.ts';
import type { CasePage, CaseQuery } from './case-list.ts';
import { listCases } from './case-list.ts';
import { isDuplicateKey, retryDuplicate } from './duplicate-key.ts';
import type { KeyStore } from './keys.ts';

/** What screens show of a case: folded from its journal, never the source of a decision. Times in ms since the epoch. */
export type CaseRow = {
  _id: string;
  customerId: string;
  /** The id it came to, where the customer has turned out to be another. */
  cameTo?: string;
  channel: string;
  conversation: string;
  flow: { id: string; hash: string };
  owner: Owner;
  agent?: { id: string; name: string };
  queue?: QueuePlace;
  language?: string;
  tags: string[];
  turn: number;
  /** Where its token is in the flow; empty when the flow rests and the next message starts at an entry. */
  token?: { node?: string };
  brief?: Brief;
  /** Where its answers go. */
  reach?: { channel: string; conversation: string };
  /** Messages of the customer that no person has read. */
  unread: number;
  /** The journal entry this row is folded up to; 0 before the first. */
  lastSeq: number;
  lastMessage?: LastMessage;
  /** What the flow would have said while a person has the case. */
  suggestion?: { run: string; say: Say[]; at: number };
  openedAt: number;
  updatedAt: number;
  closedAt?: number;
  closeReason?: string;
  reopened: number;
  /** The case it goes on in, see `CaseLinkRow`. */
  joinedInto?: string;
  /** What joins, splits or parts it just now. */
  linking?: { id: string; until: number };
  erasedAt?: number;
  /** Since when it is being erased because it was kept long enough. */
  retiring?: number;
  /** What its answers took of a model that is paid for. */
  usage?: ModelUsage;
  /** Promises that were found in what was said, and that people say are none. */
  dismissed?: string[];
};

/** Tokens and calls, and `cost` in US dollars (0 where no price is set). */
export type ModelUsage = { calls: number; inputTokens: number; outputTokens: number; cost: number };

/** `priority`: from 1, served first, to 5. */
export type QueuePlace = { name: string; reason: string; priority: number; skill?: string; since: number };

export type LastMessage = { text: string; at: number; from: 'customer' | 'bot' | 'agent' | 'note' };

/** Fields to set; `null` removes one that may be absent. */
export type CaseFields = {
  [Field in keyof Omit<CaseRow, '_id' | 'lastSeq'>]?: CaseRow[Field] | null | undefined;
};

export type CaseStore = {
  /** Safe to run twice: the first row stays. */
  create(row: CaseRow): Promise<void>;
  get(id: string): Promise<CaseRow | null>;
  /** Folds up to journal entry `seq`; false when the row has gone further already. */
  project(id: string, seq: number, fields: CaseFields): Promise<boolean>;
  /** Shows what was said last; an older message never replaces a newer one. */
  showMessage(id: string, message: LastMessage): Promise<void>;
  /** Shows what is the last one now that others are another case's. */
  showLast(id: string, message: LastMessage): Promise<void>;
  addUsage(id: string, usage: ModelUsage): Promise<void>;
  /** Closed by then and not erased, the oldest first. */
  closedBefore(at: number): AsyncIterable<CaseRow>;
  /** How many of those there are, up to `most`, and when the oldest was closed. */
  countClosedBefore(at: number, most: number): Promise<{ count: number; oldest?: number }>;
  /** Marks a case as erased that still is closed since then; false where it is not. */
  retire(id: string, closedBefore: number, at: number): Promise<boolean>;
  unretire(id: string): Promise<void>;
  /** Its erasure is complete. */
  retired(id: string): Promise<void>;
  /** Those whose erasure was begun. */
  retiring(): AsyncIterable<CaseRow>;
  /** Whether these customers have a case that is not erased. */
  anyKept(customerIds: string[]): Promise<boolean>;
  /** What cases took of paid models that changed since then. */
  spentSince(at: number): Promise<ModelUsage>;
  dismissPromise(id: string, promise: string): Promise<void>;
  list(query: CaseQuery): Promise<CasePage>;
  /** Cases that wait for a person, by priority, then the longest waiting first. */
  waiting(queues?: string[], limit?: number): Promise<CaseRow[]>;
  /** How many cases of a flow are open, by the hash of the version they run. */
  openByVersion(flowId: string): Promise<Map<string, number>>;
  /** Where open cases of a flow stand; `token` is left out of rows that nothing has happened in for long. */
  openOf(flowId: string, limit: number): Promise<Pick<CaseRow, 'flow' | 'token'>[]>;
  /** Open cases of a flow that run another version than this, by id, from the one after `after` on. */
  openElsewhere(
    flowId: string,
    page: { hash: string; after: string; limit: number },
  ): Promise<Pick<CaseRow, '_id' | 'flow' | 'token'>[]>;
  /** How many wait in a queue, and for how long the first of them; of the first hundreds. */
  queueLoad(queue: string, now: number): Promise<{ waiting: number; longestMs: number }>;
  /** The state after journal entry `seq`, sealed with the case's key; an older one never replaces a newer one. */
  saveSnapshot(id: string, seq: number, state: CaseState): Promise<void>;
  snapshot(id: string): Promise<{ seq: number; state: CaseState } | null>;
};

export type SnapshotRow = { _id: string; seq: number; sealed: Binary };

export const caseIndexes: IndexDescription[] = [
  { key: { updatedAt: -1, _id: -1 } },
  { key: { owner: 1, updatedAt: -1 } },
  { key: { owner: 1, 'queue.priority': 1, 'queue.since': 1 } },
  { key: { 'agent.id': 1, updatedAt: -1 } },
  { key: { customerId: 1, updatedAt: -1 } },
  { key: { cameTo: 1 }, sparse: true },
  { key: { conversation: 1, updatedAt: -1 } },
  { key: { joinedInto: 1 }, sparse: true },
  { key: { 'flow.id': 1, owner: 1, 'flow.hash': 1 } },
  { key: { owner: 1, erasedAt: 1, closedAt: 1 } },
  { key: { retiring: 1 }, sparse: true },
];

function closedBefore(at: number) {
  return { owner: 'nobody' as const, closedAt: { $lte: at }, erasedAt: { $exists: false } };
}

const openOwners: Owner[] = ['flow', 'queue', 'agent'];

export function createCaseStore(db: Db, keys: KeyStore): CaseStore {
  const cases: Collection<CaseRow> = db.collection('cases');
  const snapshots: Collection<SnapshotRow> = db.collection('caseSnapshots');
  const waiting: CaseStore['waiting'] = (queues, limit = 200) =>
    cases
      .find({ owner: 'queue', ...(queues && { 'queue.name': { $in: queues } }) })
      .sort({ 'queue.priority': 1, 'queue.since': 1 })
      .limit(limit)
      .toArray();

  return {
    async create({ _id, ...row }) {
      await retryDuplicate(() => cases.updateOne({ _id }, { $setOnInsert: row }, { upsert: true }));
    },
    get: (id) => cases.findOne({ _id: id }),
    async project(id, seq, fields) {
      const result = await cases.updateOne({ _id: id, lastSeq: { $lte: seq } }, changeOf(seq, fields));
      return result.matchedCount > 0;
    },
    async showMessage(id, { text, at, from }) {
      const older = { $or: [{ lastMessage: { $exists: false } }, { 'lastMessage.at': { $lte: at } }] };
      await cases.updateOne(
        { _id: id, erasedAt: { $exists: false }, ...older },
        { $set: { lastMessage: { text: text.slice(0, 300), at, from } } },
      );
    },
    async showLast(id, { text, at, from }) {
      await cases.updateOne(
        { _id: id, erasedAt: { $exists: false } },
        { $set: { lastMessage: { text: text.slice(0, 300), at, from } } },
      );
    },
    async addUsage(id, { calls, inputTokens, outputTokens, cost }) {
      if (calls === 0) return;
      const added = {
        'usage.calls': calls,
        'usage.inputTokens': inputTokens,
        'usage.outputTokens': outputTokens,
        'usage.cost': cost,
      };
      await cases.updateOne({ _id: id }, { $inc: added });
    },
    closedBefore: (at) => cases.find(closedBefore(at)).sort({ closedAt: 1 }),
    async countClosedBefore(at, most) {
      const [count, oldest] = await Promise.all([
        cases.countDocuments(closedBefore(at), { limit: most }),
        cases.findOne(closedBefore(at), { sort: { closedAt: 1 }, projection: { closedAt: 1 } }),
      ]);
      return { count, ...(oldest?.closedAt !== undefined && { oldest: oldest.closedAt }) };
    },
    async retire(id, before, at) {
      const taken = await cases.updateOne(
        { _id: id, ...closedBefore(before) },
        { $set: { erasedAt: at, retiring: at } },
      );
      return taken.matchedCount === 1;
    },
    async unretire(id) {
      await cases.updateOne(
        { _id: id, retiring: { $exists: true } },
        { $unset: { erasedAt: '', retiring: '' } },
      );
    },
    async retired(id) {
      await cases.updateOne({ _id: id }, { $unset: { retiring: '' } });
    },
    retiring: () => cases.find({ retiring: { $exists: true } }),
    async anyKept(customerIds) {
      const kept = { customerId: { $in: customerIds }, erasedAt: { $exists: false } };
      return (await cases.findOne(kept, { projection: { _id: 1 } })) !== null;
    },
    async spentSince(at) {
      const [spent] = await cases
        .aggregate<ModelUsage>([
          { $match: { updatedAt: { $gte: at }, 'usage.calls': { $gt: 0 } } },
          {
            $group: {
              _id: null,
              calls: { $sum: '$usage.calls' },
              inputTokens: { $sum: '$usage.inputTokens' },
              outputTokens: { $sum: '$usage.outputTokens' },
              cost: { $sum: '$usage.cost' },
            },
          },
          { $project: { _id: 0 } },
        ])
        .toArray();
      return spent ?? { calls: 0, inputTokens: 0, outputTokens: 0, cost: 0 };
    },
    async dismissPromise(id, promise) {
      await cases.updateOne({ _id: id }, { $addToSet: { dismissed: promise } });
    },
    list: (query) => listCases(cases, query),
    waiting,
    openOf: (flowId, limit) =>
      cases
        .find(
          { 'flow.id': flowId, owner: { $in: openOwners } },
          { projection: { _id: 0, flow: 1, token: 1 } },
        )
        .limit(limit)
        .toArray(),
    openElsewhere: (flowId, { hash, after, limit }) =>
      cases
        .find(
          { 'flow.id': flowId, owner: { $in: openOwners }, 'flow.hash': { $ne: hash }, _id: { $gt: after } },
          { projection: { flow: 1, token: 1 } },
        )
        .sort({ _id: 1 })
        .limit(limit)
        .toArray(),
    async openByVersion(flowId) {
      const counts = await cases
        .aggregate<{ _id: string; count: number }>([
          { $match: { 'flow.id': flowId, owner: { $in: openOwners } } },
          { $group: { _id: '$flow.hash', count: { $sum: 1 } } },
        ])
        .toArray();
      return new Map(counts.map(({ _id, count }) => [_id, count]));
    },
    async queueLoad(queue, now) {
      const rows = await waiting([queue]);
      const longestMs = Math.max(0, ...rows.map((row) => now - (row.queue?.since ?? now)));
      return { waiting: rows.length, longestMs };
    },
    async saveSnapshot(id, seq, state) {
      const sealed = new Binary(
        seal(await keys.get(id), Buffer.from(JSON.stringify(state)), `snapshot:${id}`),
      );
      try {
        await snapshots.updateOne(
          { _id: id, seq: { $lte: seq } },
          { $set: { seq, sealed } },
          { upsert: true },
        );
      } catch (error) {
        // A newer one is there: the filter missed it, so the upsert met its key.
        if (!isDuplicateKey(error)) throw error;
      }
    },
    async snapshot(id) {
      const row = await snapshots.findOne({ _id: id });
      if (!row) return null;
      const bytes = open(await keys.existing(id), row.sealed.buffer, `snapshot:${id}`);
      return { seq: row.seq, state: JSON.parse(bytes.toString()) as CaseState };
    },
  };
}

function changeOf(seq: number, fields: CaseFields) {
  const set: { [field: string]: unknown } = { lastSeq: seq };
  const unset: { [field: string]: '' } = {};
  for (const [field, value] of Object.entries(fields)) {
    if (value === null) unset[field] = '';
    else if (value !== undefined) set[field] = value;
  }
  return Object.keys(unset).length > 0 ? { $set: set, $unset: unset } : { $set: set };
}
