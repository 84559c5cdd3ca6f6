import { randomUUID } from 'node:crypto';
import type { Collection, Db, IndexDescription } from 'mongodb';
import type { JsonObject } from '@throughline/flow/json';
import type { CustomerGroups } from './customer-groups.ts';
import type { CustomerRow } from './customers.ts';
import { backOff } from './duplicate-key.ts';
import { isGone } from './erase-claims.ts';
import { createMergedCases } from './merged-cases.ts';
import type { NoteMerge } from './note-merge.ts';
import { createRehome } from './rehome.ts';

/** That `from` turned out to be `into`, on what grounds, and whether that still holds. */
export type MergeRow = {
  _id: string;
  from: string;
  into: string;
  author: string;
  reason: string;
  evidence: JsonObject | string;
  at: number;
  /** `begun` and `undoing`: stopped on the way, and gone on with when it is asked for again. */
  state: 'begun' | 'merged' | 'undoing' | 'undone';
  /** What the rows said before. */
  before: {
    open: CustomerRow['open'];
    lastClosed?: CustomerRow['lastClosed'];
    intoLastClosed?: CustomerRow['lastClosed'];
  };
  undone?: { author: string; reason: string; at: number };
  erasedAt?: number;
};

export type MergeRequest = Pick<MergeRow, 'from' | 'into' | 'author' | 'reason' | 'evidence' | 'at'> & {
  /** Where the cases of `from` were spoken of, where that is not known of each. */
  conversation?: string;
};

type Grounds = Pick<MergeRow, 'author' | 'reason' | 'evidence' | 'at'>;

export type Merged =
  { ok: true; merge: MergeRow } | { ok: false; code: 'unknown' | 'same' | 'busy' | 'not-merged' };

export type Merges = ReturnType<typeof createMerges>;

export const mergeIndexes: IndexDescription[] = [{ key: { from: 1 } }, { key: { into: 1 } }];

const maxAttempts = 50;
const lockedForMs = 30_000;

/**
 * Two customers who are one person. What each had stays with the id it came to: only whom they answer for changes, and the
 * open cases of both become one list, so that undoing it gives everything back, and leaves what came in between with the one
 * whose identifier it came by. Both can be run again after they were stopped anywhere.
 */
export function createMerges(db: Db, groups: CustomerGroups, note?: NoteMerge) {
  const merges: Collection<MergeRow> = db.collection('merges');
  const customers: Collection<CustomerRow> = db.collection('customers');
  const rehome = createRehome(db);
  const { moveOpenCases, returnOpenCases } = createMergedCases({
    customers,
    merges,
    cases: db.collection('cases'),
    groups,
  });

  async function merge(request: MergeRequest): Promise<Merged> {
    const begun = await unfinished(request);
    if (begun) {
      const finished = await finish(begun);
      if (await areOne(request)) return finished;
    }
    for (let attempt = 1; attempt <= maxAttempts; attempt++) {
      const [from, into] = await Promise.all([groups.root(request.from), groups.root(request.into)]);
      if (!from || !into || isGone(from) || isGone(into)) return { ok: false, code: 'unknown' };
      if (from._id === into._id) return alreadyOne(request);
      const row = await recordOf(request, from, into);
      if (await lock(row)) {
        await moveOpenCases(row, request.conversation);
        await unlock(row);
        return finish(row);
      }
      await unlock(row);
      await backOff(attempt);
    }
    return { ok: false, code: 'busy' };
  }

  async function recordOf(request: MergeRequest, from: CustomerRow, into: CustomerRow): Promise<MergeRow> {
    const pair = { from: from._id, into: into._id };
    const { conversation: _, ...grounds } = request;
    const earlier = await merges.findOne({ ...pair, state: 'begun' });
    if (earlier) return (await isBeingMade(earlier)) ? earlier : onOtherGrounds(earlier, grounds);
    const before = { open: from.open };
    const row: MergeRow = { _id: randomUUID(), ...grounds, ...pair, state: 'begun', before };
    await merges.insertOne(row);
    return row;
  }

  async function isBeingMade({ _id, from }: MergeRow): Promise<boolean> {
    const lock = { 'merging.id': _id, 'merging.until': { $gte: Date.now() } };
    return (await customers.findOne({ _id: from, ...lock })) !== null;
  }

  /** It never came to be: who asks now says why. */
  async function onOtherGrounds(row: MergeRow, grounds: Grounds): Promise<MergeRow> {
    const { author, reason, evidence, at } = grounds;
    const again = await merges.findOneAndUpdate(
      { _id: row._id, state: 'begun' },
      { $set: { author, reason, evidence, at } },
      { returnDocument: 'after' },
    );
    return again ?? row;
  }

  /** Both stand for themselves until it is done, so that no two merges make a circle. Whoever was stopped loses it. */
  async function lock({ _id, from, into }: MergeRow): Promise<boolean> {
    const now = Date.now();
    for (const id of [from, into].toSorted()) {
      const free = [
        { merging: { $exists: false } },
        { 'merging.id': _id },
        { 'merging.until': { $lt: now } },
      ];
      const locked = await customers.updateOne(
        { _id: id, mergedInto: { $exists: false }, erasing: { $exists: false }, $or: free },
        { $set: { merging: { id: _id, until: now + lockedForMs } } },
      );
      if (locked.matchedCount === 0) return false;
    }
    return true;
  }

  async function unlock({ _id, from, into }: MergeRow): Promise<void> {
    await customers.updateMany(
      { _id: { $in: [from, into] }, 'merging.id': _id },
      { $unset: { merging: '' } },
    );
  }

  /** A merge of these two that was stopped on the way. */
  async function unfinished({ from }: MergeRequest): Promise<MergeRow | null> {
    const row = await customers.findOne({ _id: from });
    return row?.mergedBy === undefined ? null : merges.findOne({ _id: row.mergedBy, state: 'begun' });
  }

  async function areOne({ from, into }: MergeRequest): Promise<boolean> {
    const roots = await groups.roots([from, into]);
    return roots.get(from)?._id === roots.get(into)?._id;
  }

  async function alreadyOne({ from }: MergeRequest): Promise<Merged> {
    const row = await customers.findOne({ _id: from });
    const known = row?.mergedBy === undefined ? null : await merges.findOne({ _id: row.mergedBy });
    return known ? { ok: true, merge: known } : { ok: false, code: 'same' };
  }

  async function finish(row: MergeRow): Promise<Merged> {
    const [theirs, holder] = [await groups.closure(row.from), await groups.root(row.into)];
    await rehome.take(theirs, holder?._id ?? row.into);
    await note?.(row, holder?._id ?? row.into);
    await merges.updateOne({ _id: row._id, state: 'begun' }, { $set: { state: 'merged' } });
    // Once more: what was taken in meanwhile was still theirs.
    await rehome.take(theirs, holder?._id ?? row.into);
    return { ok: true, merge: (await merges.findOne({ _id: row._id })) ?? row };
  }

  async function undo(id: string, undone: NonNullable<MergeRow['undone']>): Promise<Merged> {
    const merge = await merges.findOne({ _id: id });
    if (!merge) return { ok: false, code: 'unknown' };
    if (merge.state === 'undone') return { ok: true, merge };
    const row = await customers.findOne({ _id: merge.from });
    const holds = row?.mergedBy === id || merge.state === 'undoing';
    if (!row || !holds) return { ok: false, code: 'not-merged' };
    await merges.updateOne({ _id: id, undone: { $exists: false } }, { $set: { state: 'undoing', undone } });
    const theirs = await groups.closure(merge.from);
    await rehome.give(theirs, merge.from);
    await returnOpenCases(merge, theirs);
    // Once more: what was taken in meanwhile was still the other's.
    await rehome.give(theirs, merge.from);
    await merges.updateOne({ _id: id }, { $set: { state: 'undone' } });
    return { ok: true, merge: (await merges.findOne({ _id: id })) ?? merge };
  }

  return {
    merge,
    undo,
    get: (id: string): Promise<MergeRow | null> => merges.findOne({ _id: id }),
    /** Newest first, also those that were undone. */
    async of(customerIds: string[]): Promise<MergeRow[]> {
      const found = await merges
        .find({ $or: [{ from: { $in: customerIds } }, { into: { $in: customerIds } }] })
        .sort({ at: -1 })
        .limit(200)
        .toArray();
      const begun = found.filter(({ state }) => state === 'begun').map(({ _id }) => _id);
      if (begun.length === 0) return found;
      const inForce = await customers.find({ mergedBy: { $in: begun } }).toArray();
      const holds = new Set(inForce.map(({ mergedBy }) => mergedBy));
      return found.filter(({ _id, state }) => state !== 'begun' || holds.has(_id));
    },
    /** The ids that somebody said are not the customer's who has these; merges name who stood for a customer at the time. */
    async partedFrom(ids: string[]): Promise<string[]> {
      const rows = await merges
        .find({
          $or: [{ from: { $in: ids } }, { into: { $in: ids } }],
          state: { $in: ['undoing', 'undone'] },
        })
        .project<Pick<MergeRow, 'from' | 'into'>>({ from: 1, into: 1 })
        .toArray();
      return rows.flatMap(({ from, into }) => [from, into]).filter((id) => !ids.includes(id));
    },
  };
}
