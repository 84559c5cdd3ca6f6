import type { AnyBulkWriteOperation, Collection, Db, IndexDescription } from 'mongodb';
import { Binary } from 'mongodb';
import type { SealKey } from '../crypto/seal.ts';
import { open, seal } from '../crypto/seal.ts';
import type { JournalDraft } from '../sandbox/contract.ts';
import { retryDuplicate } from './duplicate-key.ts';
import type { JournalContent, JournalCore, JournalEntry, JournalRecord } from './journal-entry.ts';
import { chained, contentIdOf, coreOf } from './journal-entry.ts';
import type { KeyStore } from './keys.ts';
import { keyedDigest, KeyErased, KeyUnknown } from './keys.ts';

export type JournalStore = {
  /**
   * Appends consecutive entries, or finds that they stand already: safe to run twice. When another telling of these places
   * stands in the journal (of a workflow task that was lost after its local activities ran), nothing is appended, and what
   * stands from the first place on is returned. Throws `JournalGap` when the entry before the first is not there, and
   * `KeyErased` for an erased case.
   */
  append(caseId: string, drafts: JournalDraft[]): Promise<JournalDraft[] | undefined>;
  /** In order; `content` is missing when it was erased. */
  read(caseId: string, range?: { from?: number; to?: number }): Promise<JournalRecord[]>;
  last(caseId: string): Promise<JournalEntry | null>;
  /** The entry of an event, by its id. */
  find(caseId: string, eventId: string): Promise<JournalRecord | null>;
  /** In their order. */
  moves(caseId: string): Promise<FlowMove[]>;
};

/** The case was moved to another version of its flow, or was to be: from entry `seq` on, where that was `done`. */
export type FlowMove = { seq: number; from: string; to: string; done: boolean };

export class JournalGap extends Error {
  constructor(id: string) {
    super(`the journal entry before ${id} is missing`);
    this.name = 'JournalGap';
  }
}

/**
 * Event, effects and decision, sealed with the case's key. The id names what is inside: two tellings of one place have a
 * row each, and an entry's content can never be another's.
 */
export type JournalContentRow = { _id: string; caseId: string; sealed: Binary };

export const journalIndexes: IndexDescription[] = [{ key: { caseId: 1, seq: 1 }, unique: true }];
export const journalContentIndexes: IndexDescription[] = [{ key: { caseId: 1 } }];

export function createJournalStore(db: Db, keys: KeyStore): JournalStore {
  const entries: Collection<JournalEntry> = db.collection('journal');
  const contents: Collection<JournalContentRow> = db.collection('journalContents');

  async function appendTold(caseId: string, from: number, told: Told[]): Promise<JournalDraft[] | undefined> {
    // Contents first: an entry that is there has its contents, unless they were erased.
    const ids = [`${caseId}:${from - 1}`, ...told.map(({ core }) => core._id)];
    const [stored] = await Promise.all([
      entries
        .find({ _id: { $in: ids } })
        .sort({ seq: 1 })
        .toArray(),
      contents.bulkWrite(told.map(insertContent), { ordered: false }),
    ]);
    const before = stored[0]?.seq === from - 1 ? stored.shift() : undefined;
    if (!before && from !== 1) throw new JournalGap(`${caseId}:${from}`);
    if (!told.every(({ core }, index) => agrees(core, stored[index]))) return standing(caseId, from);
    const missing = told.slice(stored.length).map(({ core }) => core);
    if (missing.length === 0) return undefined;
    const documents = chain(missing, (stored.at(-1) ?? before)?.digest ?? '');
    await entries.insertMany(documents, { ordered: true });
    return undefined;
  }

  async function read(
    caseId: string,
    { from = 1, to = Number.MAX_SAFE_INTEGER } = {},
  ): Promise<JournalRecord[]> {
    const found = await entries
      .find({ caseId, seq: { $gte: from, $lte: to } })
      .sort({ seq: 1 })
      .toArray();
    return recordsOf(caseId, found);
  }

  async function recordsOf(caseId: string, found: JournalEntry[]): Promise<JournalRecord[]> {
    const key = await keyOrNone(keys, caseId);
    if (!key) return found.map((entry) => ({ entry }));
    const rows = await contents.find({ _id: { $in: found.map(contentIdOf) } }).toArray();
    const byId = new Map(rows.map((row) => [row._id, row]));
    return found.map((entry) => {
      const row = byId.get(contentIdOf(entry));
      return row ? { entry, content: openContent(key, row) } : { entry };
    });
  }

  async function standing(caseId: string, from: number): Promise<JournalDraft[]> {
    const records = await read(caseId, { from });
    return records.map(({ entry: { seq }, content }) => {
      if (!content) throw new KeyErased(caseId);
      const { event, effects, decision } = content;
      return { seq, event, effects, decision };
    });
  }

  return {
    async append(caseId, drafts) {
      const [first] = drafts;
      if (!first) return undefined;
      const key = await keys.get(caseId);
      const told = drafts.map((draft) => tell(key, caseId, draft));
      // Meeting another writer of the same places: what that one wrote stands now, so look again.
      return retryDuplicate(() => appendTold(caseId, first.seq, told));
    },
    read,
    async find(caseId, eventId) {
      const entry = await entries.findOne({ caseId, eventId });
      return entry && ((await recordsOf(caseId, [entry]))[0] ?? null);
    },
    async moves(caseId) {
      const found = await entries.find({ caseId, type: 'flow.moved' }).sort({ seq: 1 }).toArray();
      return found.map(({ seq, refs: [from = '', to = ''], effects }) => {
        return { seq, from, to, done: effects.includes('flow.moved') };
      });
    },
    last: (caseId) => entries.findOne({ caseId }, { sort: { seq: -1 } }),
  };
}

type Told = { core: JournalCore; content: JournalContentRow };

function tell(key: SealKey, caseId: string, { seq, event, effects, decision }: JournalDraft): Told {
  const salt = keyedDigest(key, `${caseId}:${seq}`);
  const content: JournalContent = { event, effects, decision, salt };
  const core = coreOf(caseId, seq, content);
  const _id = contentIdOf(core);
  const sealed = new Binary(seal(key, Buffer.from(JSON.stringify(content)), placeOf(_id)));
  return { core, content: { _id, caseId, sealed } };
}

/** A place where nothing stands yet agrees with everything. */
function agrees(core: JournalCore, stored: JournalEntry | undefined): boolean {
  return (
    !stored || (stored.eventDigest === core.eventDigest && stored.decisionDigest === core.decisionDigest)
  );
}

function chain(cores: JournalCore[], prev: string): JournalEntry[] {
  let last = prev;
  return cores.map((core) => {
    const entry = chained(core, last);
    last = entry.digest;
    return entry;
  });
}

function insertContent({ content: { _id, ...row } }: Told): AnyBulkWriteOperation<JournalContentRow> {
  return { updateOne: { filter: { _id }, update: { $setOnInsert: row }, upsert: true } };
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
  return JSON.parse(open(key, sealed.buffer, placeOf(_id)).toString()) as JournalContent;
}

function placeOf(contentId: string): string {
  return `journal:${contentId}`;
}
