import type { Collection } from 'mongodb';
import type { CaseRow } from './cases.ts';
import type { CustomerGroups } from './customer-groups.ts';
import type { CustomerRow } from './customers.ts';
import { backOff } from './duplicate-key.ts';
import type { MergeRow } from './merges.ts';

export type MergedCasesDeps = {
  customers: Collection<CustomerRow>;
  merges: Collection<MergeRow>;
  cases: Collection<CaseRow>;
  groups: CustomerGroups;
};

const maxAttempts = 50;

/** The lists of open cases of two customers who become one, or are two again. Both can be run again after they were stopped. */
export function createMergedCases({ customers, merges, cases, groups }: MergedCasesDeps) {
  /** The other has them first, so that none is ever nobody's. */
  async function moveOpenCases(
    { _id, from, into, at, before: known }: MergeRow,
    conversation: string | undefined,
  ) {
    let pushed = known.open;
    for (let attempt = 1; attempt <= maxAttempts; attempt++) {
      const row = await customers.findOne({ _id: from });
      const other = await customers.findOne({ _id: into });
      if (!row || !other || row.mergedInto !== undefined) return;
      await dropClosed(into, pushed, row.open);
      pushed = row.open;
      const before = {
        open: row.open,
        ...(row.lastClosed && { lastClosed: row.lastClosed }),
        ...(other.lastClosed && { intoLastClosed: other.lastClosed }),
      };
      await merges.updateOne({ _id }, { $set: { before } });
      for (const open of row.open) {
        const spokenOf = open.conversation ?? (await conversationOf(open.caseId)) ?? conversation;
        const moved = { ...open, cameTo: open.cameTo ?? from, ...(spokenOf && { conversation: spokenOf }) };
        await customers.updateOne(
          { _id: into, 'open.caseId': { $ne: open.caseId } },
          { $push: { open: moved }, $inc: { version: 1 } },
        );
      }
      if (row.lastClosed) {
        const older = [{ lastClosed: { $exists: false } }, { 'lastClosed.at': { $lt: row.lastClosed.at } }];
        const lastClosed = { ...row.lastClosed, cameTo: row.lastClosed.cameTo ?? from };
        await customers.updateOne({ _id: into, $or: older }, { $set: { lastClosed }, $inc: { version: 1 } });
      }
      const moved = await customers.updateOne(
        { _id: from, version: row.version, mergedInto: { $exists: false } },
        {
          $set: { mergedInto: into, mergedBy: _id, open: [], updatedAt: at },
          $unset: { lastClosed: '' },
          $inc: { version: 1 },
        },
      );
      if (moved.matchedCount === 1) return;
      if ((await customers.findOne({ _id: from }))?.mergedInto !== undefined) return;
      await backOff(attempt);
    }
    throw new Error(`the open cases of customer ${from} changed ${maxAttempts} times while they were moved`);
  }

  /** What was put on a list, and was closed on the other one before it left that. */
  async function dropClosed(customerId: string, pushed: OpenEntry[], stillOpen: OpenEntry[]): Promise<void> {
    const closed = pushed
      .map(({ caseId }) => caseId)
      .filter((caseId) => !stillOpen.some((open) => open.caseId === caseId));
    if (closed.length === 0) return;
    await customers.updateOne(
      { _id: customerId, 'open.caseId': { $in: closed } },
      { $pull: { open: { caseId: { $in: closed } } }, $inc: { version: 1 } },
    );
  }

  async function conversationOf(caseId: string): Promise<string | undefined> {
    return (await cases.findOne({ _id: caseId }, { projection: { conversation: 1 } }))?.conversation;
  }

  async function returnOpenCases(merge: MergeRow, theirs: string[]): Promise<void> {
    const isTheirs = ({ cameTo }: { cameTo?: string }) => cameTo !== undefined && theirs.includes(cameTo);
    let pushed: OpenEntry[] = [];
    for (let attempt = 1; attempt <= maxAttempts; attempt++) {
      const holder = await groups.root(merge.into);
      if (!holder) return;
      const { lastClosed } = holder;
      const back = holder.open.filter(isTheirs);
      await dropClosed(merge.from, pushed, back);
      pushed = back;
      for (const open of back) {
        const before = merge.before.open.find(({ caseId }) => caseId === open.caseId);
        const again = before ?? asCameFirst(open, merge.from);
        await customers.updateOne(
          { _id: merge.from, 'open.caseId': { $ne: open.caseId } },
          { $push: { open: again }, $inc: { version: 1 } },
        );
      }
      await customers.updateOne(
        { _id: merge.from, mergedBy: merge._id },
        { $unset: { mergedInto: '', mergedBy: '' }, $inc: { version: 1 } },
      );
      await setLastClosed(merge.from, [
        merge.before.lastClosed,
        lastClosed && isTheirs(lastClosed) ? lastClosed : undefined,
      ]);
      const rest = holder.open.filter((open) => !isTheirs(open));
      const left = await customers.updateOne(
        { _id: holder._id, version: holder.version },
        { $set: { open: rest }, $inc: { version: 1 } },
      );
      if (left.matchedCount === 1) {
        const own = lastClosed && !isTheirs(lastClosed) ? lastClosed : undefined;
        const before = holder._id === merge.into ? merge.before.intoLastClosed : undefined;
        return setLastClosed(holder._id, [before, own]);
      }
      await backOff(attempt);
    }
    throw new Error(
      `the open cases of customer ${merge.into} changed ${maxAttempts} times while some were given back`,
    );
  }

  /** The case that was closed last of those that are the customer's now: what was `known` then may be another's by now. */
  async function setLastClosed(customerId: string, known: CustomerRow['lastClosed'][]): Promise<void> {
    const entries = known.filter((one) => one !== undefined);
    const caseIds = entries.map(({ caseId }) => caseId);
    const [row, ids, gone, [closed]] = await Promise.all([
      customers.findOne({ _id: customerId }),
      groups.closure(customerId),
      cases.distinct('_id', { _id: { $in: caseIds }, erasedAt: { $exists: true } }),
      cases
        .find({ customerId, closedAt: { $exists: true }, erasedAt: { $exists: false } })
        .sort({ closedAt: -1 })
        .limit(1)
        .toArray(),
    ]);
    const stored = closed && {
      caseId: closed._id,
      at: closed.closedAt ?? 0,
      ...(closed.cameTo !== undefined && { cameTo: closed.cameTo }),
    };
    const [newest] = [...entries, ...(stored ? [stored] : [])]
      .filter(({ caseId, cameTo = customerId }) => ids.includes(cameTo) && !gone.includes(caseId))
      .filter(({ caseId }) => !row?.open.some((open) => open.caseId === caseId))
      .toSorted((one, other) => other.at - one.at);
    const lastClosed = newest && asCameFirst(newest, customerId);
    await customers.updateOne(
      { _id: customerId },
      { ...(lastClosed ? { $set: { lastClosed } } : { $unset: { lastClosed: '' } }), $inc: { version: 1 } },
    );
  }

  return { moveOpenCases, returnOpenCases };
}

type OpenEntry = CustomerRow['open'][number];

function asCameFirst(entry: OpenEntry, customerId: string): OpenEntry {
  if (entry.cameTo !== customerId) return entry;
  const { cameTo: _, ...rest } = entry;
  return rest;
}
