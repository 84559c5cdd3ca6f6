import { randomUUID } from 'node:crypto';
import type { Collection, Db, IndexDescription } from 'mongodb';
import { backOff, isDuplicateKey } from './duplicate-key.ts';

type Version = { hash: string; version: number };

/** The last time that running cases of a flow were to be moved to a version of it: one row a flow. */
export type FlowMoveRow = {
  /** Of the flow. */
  _id: string;
  move: string;
  to: Version;
  author: { id: string; name: string };
  reason: string;
  at: number;
  /** `stopped`: another version went live before all cases were asked. */
  state: 'running' | 'done' | 'stopped';
  /** Cases of other versions that were open when it began. */
  cases: number;
  /** How often it has gone through them, and the case it came to. */
  pass: number;
  after: string;
  /** Cases that this pass has asked. */
  asked: number;
  dueAt: number;
  /** Whose work it is, until when. */
  lease?: { by: string; until: number };
  endedAt?: number;
};

/** `again`: to be asked once more. `from` and `node`: what it ran and where it stood before. */
export type MovedCaseRow = {
  /** `move:caseId` */
  _id: string;
  move: string;
  caseId: string;
  from: Version;
  node?: string;
  state: 'asked' | 'again' | 'moved' | 'kept';
  why?: string;
  /** The node for which it stays. */
  about?: string;
  attempt: number;
};

export type MoveCount = Pick<MovedCaseRow, 'from' | 'node' | 'state' | 'why' | 'about'> & { cases: number };

export type NewFlowMove = Pick<FlowMoveRow, 'to' | 'author' | 'reason' | 'at' | 'cases'> & { flowId: string };

export type FlowMoveStore = ReturnType<typeof createFlowMoves>;

export const movedCaseIndexes: IndexDescription[] = [{ key: { move: 1, state: 1 } }];

const leaseMs = 30_000;

export function createFlowMoves(db: Db) {
  const moves: Collection<FlowMoveRow> = db.collection('flowMoves');
  const results: Collection<MovedCaseRow> = db.collection('movedCases');

  /** False when another one began meanwhile. */
  async function replace(
    flowId: string,
    before: FlowMoveRow | null,
    row: Omit<FlowMoveRow, '_id'>,
  ): Promise<boolean> {
    try {
      if (!before) await moves.insertOne({ _id: flowId, ...row });
      else {
        const { move, state } = before;
        const ended = { lease: '', endedAt: '' } as const;
        const replaced = await moves.updateOne({ _id: flowId, move, state }, { $set: row, $unset: ended });
        if (replaced.matchedCount === 0) return false;
        await results.deleteMany({ move });
      }
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  return {
    get: (flowId: string): Promise<FlowMoveRow | null> => moves.findOne({ _id: flowId }),
    /** The one that runs to the same version already, or a new one, which ends what was before. */
    async begin({ flowId, ...facts }: NewFlowMove): Promise<FlowMoveRow> {
      const fresh = { ...facts, move: randomUUID(), state: 'running' as const };
      const row = { ...fresh, pass: 1, after: '', asked: 0, dueAt: facts.at };
      for (let attempt = 1; ; attempt++) {
        const before = await moves.findOne({ _id: flowId });
        if (before?.state === 'running' && before.to.hash === facts.to.hash) return before;
        if (await replace(flowId, before, row)) return { _id: flowId, ...row };
        if (attempt === 20) throw new Error(`others begin to move the cases of ${flowId} again and again`);
        await backOff(attempt);
      }
    },
    /** One that nobody works on; it is `by`'s for half a minute, and longer with every `advance`. */
    claim: (by: string, now: number): Promise<FlowMoveRow | null> =>
      moves.findOneAndUpdate(
        {
          state: 'running',
          dueAt: { $lte: now },
          $or: [{ lease: { $exists: false } }, { 'lease.until': { $lt: now } }],
        },
        { $set: { lease: { by, until: now + leaseMs } } },
        { returnDocument: 'after', sort: { dueAt: 1 } },
      ),
    /** False when it is another's by now, or another move has begun. */
    async advance(
      { move, lease }: FlowMoveRow,
      facts: Partial<Pick<FlowMoveRow, 'after' | 'asked' | 'pass' | 'dueAt'>>,
      now: number,
    ): Promise<boolean> {
      const done = await moves.updateOne(
        { move, state: 'running', 'lease.by': lease?.by ?? '' },
        { $set: { ...facts, 'lease.until': now + leaseMs } },
      );
      return done.matchedCount === 1;
    },
    /** Whoever works on it leaves it for later. */
    async rest(
      { move, lease }: FlowMoveRow,
      { pass, after, asked, dueAt }: Pick<FlowMoveRow, 'pass' | 'after' | 'asked' | 'dueAt'>,
    ): Promise<void> {
      await moves.updateOne(
        { move, state: 'running', 'lease.by': lease?.by ?? '' },
        { $set: { pass, after, asked, dueAt }, $unset: { lease: '' } },
      );
    },
    async end({ move, lease }: FlowMoveRow, state: 'done' | 'stopped', endedAt: number): Promise<boolean> {
      const ended = await moves.updateOne(
        { move, state: 'running', 'lease.by': lease?.by ?? '' },
        { $set: { state, endedAt }, $unset: { lease: '' } },
      );
      return ended.matchedCount === 1;
    },
    /** Before it is asked, so that what becomes of it is never missed. Safe to run twice: the first row stays. */
    async note(rows: MovedCaseRow[]): Promise<void> {
      if (rows.length === 0) return;
      const writes = rows.map(({ _id, ...row }) => ({
        updateOne: { filter: { _id }, update: { $setOnInsert: row }, upsert: true },
      }));
      await results.bulkWrite(writes, { ordered: false });
    },
    async settle(
      id: string,
      facts: Pick<MovedCaseRow, 'state' | 'why' | 'about'> & { attempt?: number },
    ): Promise<void> {
      await results.updateOne({ _id: id, state: { $in: ['asked', 'again'] } }, { $set: facts });
    },
    ofCases: (move: string, caseIds: string[]): Promise<MovedCaseRow[]> =>
      results.find({ _id: { $in: caseIds.map((caseId) => `${move}:${caseId}`) } }).toArray(),
    unsettled: (move: string, limit: number): Promise<MovedCaseRow[]> =>
      results
        .find({ move, state: { $in: ['asked', 'again'] } })
        .limit(limit)
        .toArray(),
    /** How many cases came to what, by where they stood; the most first. */
    async counts(move: string): Promise<MoveCount[]> {
      const groups = await results
        .aggregate<{ _id: Omit<MoveCount, 'cases'>; cases: number }>([
          { $match: { move } },
          {
            $group: {
              _id: { from: '$from', node: '$node', state: '$state', why: '$why', about: '$about' },
              cases: { $sum: 1 },
            },
          },
          { $sort: { cases: -1 } },
          { $limit: 500 },
        ])
        .toArray();
      return groups.map(({ _id, cases }) => ({ ..._id, cases }));
    },
  };
}
