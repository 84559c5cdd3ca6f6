import type { AnyBulkWriteOperation, Collection, Db, IndexDescription } from 'mongodb';
import { Binary } from 'mongodb';
import type { SealKey } from '../crypto/seal.ts';
import { open, seal } from '../crypto/seal.ts';
import type { JournalDraft } from '../sandbox/contract.ts';
import { retryDuplicate } from './duplicate-key.ts';
import type { JournalContent, JournalCore, JournalEntry, JournalRecord } from './journal-entry.ts';
import { chained, coreOf } from './journal-entry.ts';
import type { KeyStore } from './keys.ts';
import { keyedDigest, KeyErased, KeyUnknown } from './keys.ts';

/** A telling of events that was overtaken: a later one stands in the journal. Trying again cannot help. */
export class JournalConflict extends Error {
  constructor(id: string) {
    super(`journal entry ${id} was told anew after this telling of it`);
    this.name = 'JournalConflict';
  }
}

export type JournalStore = {
  /**
   * Appends consecutive entries; returns the last as it stands. Safe to run twice. When an entry of the same place with
   * other contents is there, the later telling wins, by `toldAt` (ms since the epoch; in an activity, the time it was
   * scheduled): a workflow task may be lost after its local activities ran, and is then told anew. An older telling throws
   * `JournalConflict`. Throws `JournalGap` when the entry before the first is not there.
   */
  append(caseId: string, drafts: JournalDraft[], options?: { toldAt?: number }): Promise<JournalEntry | null>;
  /** In order; `content` is missing when it was erased. */
  read(caseId: string, range?: { from?: number; to?: number }): Promise<JournalRecord[]>;
  last(caseId: string): Promise<JournalEntry | null>;
};

export class JournalGap extends Error {
  constructor(id: string) {
    super(`the journal entry before ${id} is missing`);
    this.name = 'JournalGap';
  }
}

/** Event, effects and decision, sealed with the case's key. */
export type JournalContentRow = { _id: string; caseId: string; toldAt: number; sealed: Binary };

export const journalIndexes: IndexDescription[] = [{ key: { caseId: 1, seq: 1 }, unique: true }];
export const journalContentIndexes: IndexDescription[] = [{ key: { caseId: 1 } }];

export function createJournalStore(db: Db, keys: KeyStore): JournalStore {
  const entries: Collection<JournalEntry> = db.collection('journal');
  const contents: Collection<JournalContentRow> = db.collection('journalContents');

  async function append(
    caseId: string,
    drafts: JournalDraft[],
    { toldAt = Date.now() } = {},
  ): Promise<JournalEntry | null> {
    const [first] = drafts;
    if (!first) return null;
    const key = await keys.get(caseId);
    const told = drafts.map((draft) => tell(key, caseId, draft, toldAt));
    return retryDuplicate(() => appendTold(caseId, first.seq, told, toldAt));
  }

  async function appendTold(
    caseId: string,
    from: number,
    told: Told[],
    toldAt: number,
  ): Promise<JournalEntry | null> {
    // Contents first: an entry that is there has its contents, unless they were erased.
    const [stored, kept] = await Promise.all([
      entries
        .find({ caseId, seq: { $gte: from - 1 } })
        .sort({ seq: 1 })
        .toArray(),
      contents.bulkWrite(
        told.map(({ row }) => insertOnce(row)),
        { ordered: false },
      ),
    ]);
    const before = stored[0]?.seq === from - 1 ? stored.shift() : undefined;
    if (!before && from !== 1) throw new JournalGap(`${caseId}:${from}`);
    const agreed = countAgreed(told, stored);
    const last = stored[agreed - 1] ?? before ?? null;
    const rest = told.slice(agreed);
    if (rest.length === 0) return last;
    const overtaken = stored.slice(agreed);
    if (kept.upsertedCount < told.length) await overtake(overtaken, rest, toldAt);
    const fresh = chain(rest, last?.digest ?? '', overtaken);
    await entries.bulkWrite(
      fresh.map((document) => ({ insertOne: { document } })),
      { ordered: true },
    );
    return fresh.at(-1) ?? null;
  }

  /**
   * Makes place for what is told now: its contents replace those of the lost telling, whose entries are then taken away,
   * the last one first. Stopped anywhere, what is left is a whole chain, and the next try does the rest.
   */
  async function overtake(overtaken: JournalEntry[], told: Told[], toldAt: number): Promise<void> {
    const rows = new Map(told.map(({ row }) => [row._id, row]));
    const ids = new Set([...rows.keys(), ...overtaken.map(({ _id }) => _id)]);
    const later = await contents.findOne({ _id: { $in: [...ids] }, toldAt: { $gt: toldAt } });
    if (later) throw new JournalConflict(later._id);
    await contents.bulkWrite(
      [...ids].map((_id): AnyBulkWriteOperation<JournalContentRow> => {
        const row = rows.get(_id);
        return row
          ? { replaceOne: { filter: { _id }, replacement: row, upsert: true } }
          : { deleteOne: { filter: { _id } } };
      }),
    );
    if (overtaken.length === 0) return;
    const newestFirst = overtaken.toReversed();
    await entries.bulkWrite(
      newestFirst.map(({ _id, digest }) => ({ deleteOne: { filter: { _id, digest } } })),
    );
  }

  return {
    append,
    async read(caseId, { from = 1, to = Number.MAX_SAFE_INTEGER } = {}) {
      const found = await entries
        .find({ caseId, seq: { $gte: from, $lte: to } })
        .sort({ seq: 1 })
        .toArray();
      const key = await keyOrNone(keys, caseId);
      if (!key) return found.map((entry) => ({ entry }));
      const whole = from === 1 && to === Number.MAX_SAFE_INTEGER;
      const rows = await contents
        .find(whole ? { caseId } : { _id: { $in: found.map(({ _id }) => _id) } })
        .toArray();
      const byId = new Map(rows.map((row) => [row._id, row]));
      return found.map((entry) => {
        const row = byId.get(entry._id);
        return row ? { entry, content: openContent(key, row) } : { entry };
      });
    },
    last: (caseId) => entries.findOne({ caseId }, { sort: { seq: -1 } }),
  };
}

type Told = { core: JournalCore; row: JournalContentRow };

function tell(
  key: SealKey,
  caseId: string,
  { seq, event, effects, decision }: JournalDraft,
  toldAt: number,
): Told {
  const _id = `${caseId}:${seq}`;
  const content: JournalContent = { event, effects, decision, salt: keyedDigest(key, _id) };
  const sealed = new Binary(seal(key, Buffer.from(JSON.stringify(content)), `journal:${_id}`));
  return { core: coreOf(caseId, seq, content), row: { _id, caseId, toldAt, sealed } };
}

/** How many of the entries stand in the journal already, as they are told now. */
function countAgreed(told: Told[], stored: JournalEntry[]): number {
  const differs = told.findIndex(({ core }, index) => {
    const there = stored[index];
    return there?.eventDigest !== core.eventDigest || there.decisionDigest !== core.decisionDigest;
  });
  return differs === -1 ? told.length : differs;
}

function chain(told: Told[], prev: string, overtaken: JournalEntry[]): JournalEntry[] {
  let last = prev;
  return told.map(({ core }, index) => {
    const supersedes =
      index === 0 ? overtaken.flatMap((entry) => [...(entry.supersedes ?? []), entry.digest]) : [];
    const entry = chained(core, last, supersedes);
    last = entry.digest;
    return entry;
  });
}

function insertOnce<Row extends { _id: string }>({ _id, ...row }: Row) {
  return {
    updateOne: { filter: { _id }, update: { $setOnInsert: row }, upsert: true },
  } as AnyBulkWriteOperation<Row>;
}

async function keyOrNone(keys: KeyStore, caseId: string): Promise<SealKey | undefined> {
  try {
    return await keys.existing(caseId);
  } catch (error) {
    if (error instanceof KeyErased || error instanceof KeyUnknown) return undefined;
    throw error;
  }
}

function openContent(key: SealKey, { _id, sealed }: JournalContentRow): JournalContent {
  return JSON.parse(open(key, sealed.buffer, `journal:${_id}`).toString()) as JournalContent;
}
