import type { Collection, Db, IndexDescription } from 'mongodb';
import type { CaseRow } from './cases.ts';
import { backOff, retryDuplicate } from './duplicate-key.ts';
import { createJoinedCases } from './joined-cases.ts';

/**
 * That two cases are one issue, or that one is two, and whether that still holds. Of a join `from` goes on in `into`; of a split
 * `messages` went from `from` to `into`, which began with them.
 */
export type CaseLinkRow = {
  /** The id of the action: the same one sent again is one link. */
  _id: string;
  kind: 'join' | 'split';
  from: string;
  into: string;
  messages?: string[];
  author: { id: string; name: string };
  at: number;
  /** `begun` and `undoing`: stopped on the way, and gone on with by the relay. */
  state: 'begun' | 'done' | 'undoing' | 'undone' | 'refused';
  refusal?: string;
  undone?: { action: string; author: { id: string; name: string }; at: number };
};

export type CaseLinkStore = ReturnType<typeof createCaseLinks>;

export const caseLinkIndexes: IndexDescription[] = [
  { key: { from: 1 } },
  { key: { into: 1 } },
  { key: { state: 1, at: 1 } },
];

const lockedForMs = 30_000;
const lockAttempts = 25;

export function createCaseLinks(db: Db) {
  const links: Collection<CaseLinkRow> = db.collection('caseLinks');
  const cases: Collection<CaseRow> = db.collection('cases');

  async function lockOnce(id: string, caseIds: string[]): Promise<boolean> {
    const now = Date.now();
    for (const _id of caseIds.toSorted()) {
      const free = [{ linking: { $exists: false } }, { 'linking.id': id }, { 'linking.until': { $lt: now } }];
      const locked = await cases.updateOne(
        { _id, $or: free },
        { $set: { linking: { id, until: now + lockedForMs } } },
      );
      // One that is not there yet needs no lock: it is this link's own.
      if (locked.matchedCount === 0 && (await cases.findOne({ _id }))) return false;
    }
    return true;
  }

  async function unlock(id: string, caseIds: string[]): Promise<void> {
    await cases.updateMany({ _id: { $in: caseIds }, 'linking.id': id }, { $unset: { linking: '' } });
  }

  return {
    ...createJoinedCases(db),
    get: (id: string): Promise<CaseLinkRow | null> => links.findOne({ _id: id }),
    /** Safe to run twice: the first row stays. */
    async begin({ _id, ...row }: CaseLinkRow): Promise<CaseLinkRow> {
      await retryDuplicate(() => links.updateOne({ _id }, { $setOnInsert: row }, { upsert: true }));
      return (await links.findOne({ _id })) ?? { _id, ...row };
    },
    async finish(id: string, state: 'done' | 'undone' | 'refused', refusal?: string): Promise<void> {
      await links.updateOne({ _id: id }, { $set: { state, ...(refusal !== undefined && { refusal }) } });
    },
    async beginUndo(id: string, undone: NonNullable<CaseLinkRow['undone']>): Promise<CaseLinkRow | null> {
      await links.updateOne({ _id: id, state: 'done' }, { $set: { state: 'undoing', undone } });
      return links.findOne({ _id: id });
    },
    /** It could not be undone: it holds as before. */
    async dropUndo(id: string): Promise<void> {
      await links.updateOne(
        { _id: id, state: 'undoing' },
        { $set: { state: 'done' }, $unset: { undone: '' } },
      );
    },
    /** Runs alone among those that link any of these cases; null when others would not let it. */
    async alone<Result>(id: string, caseIds: string[], work: () => Promise<Result>): Promise<Result | null> {
      for (let attempt = 1; attempt <= lockAttempts; attempt++) {
        if (await lockOnce(id, caseIds)) {
          try {
            return await work();
          } finally {
            await unlock(id, caseIds);
          }
        }
        await unlock(id, caseIds);
        await backOff(attempt);
      }
      return null;
    },
    /** Of any of these cases, oldest first, also those that were undone. */
    of: (caseIds: string[]): Promise<CaseLinkRow[]> =>
      links
        .find({ $or: [{ from: { $in: caseIds } }, { into: { $in: caseIds } }], state: { $ne: 'refused' } })
        .sort({ at: 1 })
        .limit(500)
        .toArray(),
    /** All cases that have had words in common with this one, which is among them. */
    async relatedTo(caseId: string): Promise<string[]> {
      const related = new Set([caseId]);
      for (let level = [caseId]; level.length > 0;) {
        const rows = await links
          .find({ $or: [{ from: { $in: level } }, { into: { $in: level } }], state: { $ne: 'refused' } })
          .toArray();
        level = [...new Set(rows.flatMap(({ from, into }) => [from, into]))].filter((id) => !related.has(id));
        for (const id of level) related.add(id);
      }
      return [...related];
    },
    /** Whether a case that came to one of these customers is joined with one that came to another. */
    async across(customerIds: string[]): Promise<boolean> {
      const theirs = { $in: customerIds };
      const own = await cases.find({ $or: [{ customerId: theirs }, { cameTo: theirs }] }).toArray();
      const came = own.filter(({ customerId, cameTo }) => customerIds.includes(cameTo ?? customerId));
      const ids = new Set(came.map(({ _id }) => _id));
      const joined = await cases.find({ joinedInto: { $in: [...ids] } }).toArray();
      return (
        joined.some(({ _id }) => !ids.has(_id)) ||
        came.some(({ joinedInto }) => joinedInto !== undefined && !ids.has(joinedInto))
      );
    },
    /** What was stopped on the way, oldest first. */
    unfinished: ({ olderThanMs, now = Date.now() }: { olderThanMs: number; now?: number }) =>
      links.find({ state: { $in: ['begun', 'undoing'] }, at: { $lte: now - olderThanMs } }).sort({ at: 1 }),
  };
}
