import type { Collection, Db, IndexDescription } from 'mongodb';
import { Binary } from 'mongodb';
import { open, seal } from '../crypto/seal.ts';
import type { UnansweredQuestion } from '../questions/unanswered-in.ts';
import type { CaseRow } from './cases.ts';
import { retryDuplicate } from './duplicate-key.ts';
import type { KeyStore } from './keys.ts';
import { KeyErased, KeyUnknown } from './keys.ts';

/**
 * The questions of a case that no article answered, as its journal says: folded from it, so that a row can be made anew.
 * What the customer said is sealed with the case's key.
 */
export type CaseQuestionsRow = {
  /** The case. */
  _id: string;
  /** The journal entry that it was read up to. */
  seen: number;
  /** When the last of them was asked; left out when there are none. */
  lastAt?: number;
  sealed?: Binary;
  /** Ids of those that somebody set aside. */
  setAside?: string[];
};

export type CaseToRead = { caseId: string; lastSeq: number; flowHash: string };
export type OpenQuestion = UnansweredQuestion & { caseId: string; setAside: boolean };

export type CaseQuestionStore = {
  /** Cases that changed since and whose journal was not read that far yet, the newest change first. */
  behind(since: number): Promise<CaseToRead[]>;
  keep(caseId: string, seen: number, questions: readonly UnansweredQuestion[]): Promise<void>;
  /** Those asked since, the newest first. */
  since(at: number, limit: number): Promise<OpenQuestion[]>;
  setAside(questions: readonly string[], aside: boolean): Promise<void>;
};

export const caseQuestionIndexes: IndexDescription[] = [{ key: { lastAt: -1 }, sparse: true }];

export function createCaseQuestionStore(db: Db, keys: KeyStore): CaseQuestionStore {
  const rows: Collection<CaseQuestionsRow> = db.collection('caseQuestions');
  const cases: Collection<CaseRow> = db.collection('cases');

  async function opened({ _id, sealed, setAside = [] }: CaseQuestionsRow): Promise<OpenQuestion[]> {
    if (!sealed) return [];
    try {
      const key = await keys.existing(_id);
      const text = open(key, sealed.buffer, placeOf(_id)).toString();
      const questions = JSON.parse(text) as UnansweredQuestion[];
      return questions.map((one) => ({ ...one, caseId: _id, setAside: setAside.includes(one.id) }));
    } catch (error) {
      if (error instanceof KeyErased || error instanceof KeyUnknown) return [];
      throw error;
    }
  }

  return {
    async behind(since) {
      const changed = await cases
        .find(
          { updatedAt: { $gte: since }, erasedAt: { $exists: false } },
          { projection: { lastSeq: 1, 'flow.hash': 1 } },
        )
        .sort({ updatedAt: -1 })
        .toArray();
      const read = await rows
        .find({ _id: { $in: changed.map(({ _id }) => _id) } }, { projection: { seen: 1 } })
        .toArray();
      const seen = new Map(read.map((row) => [row._id, row.seen]));
      return changed
        .filter(({ _id, lastSeq }) => (seen.get(_id) ?? 0) < lastSeq)
        .map(({ _id, lastSeq, flow }) => ({ caseId: _id, lastSeq, flowHash: flow.hash }));
    },
    async keep(caseId, seen, questions) {
      const last = questions.at(-1);
      const fields = last && {
        lastAt: last.at,
        sealed: new Binary(
          seal(await keys.existing(caseId), Buffer.from(JSON.stringify(questions)), placeOf(caseId)),
        ),
      };
      const update = fields
        ? { $set: { seen, ...fields } }
        : { $set: { seen }, $unset: { lastAt: '' as const, sealed: '' as const } };
      await retryDuplicate(() => rows.updateOne({ _id: caseId }, update, { upsert: true }));
    },
    async since(at, limit) {
      const found = await rows
        .find({ lastAt: { $gte: at } })
        .sort({ lastAt: -1 })
        .limit(limit)
        .toArray();
      const questions = (await Promise.all(found.map(opened))).flat();
      return questions.filter((one) => one.at >= at).sort((one, other) => other.at - one.at);
    },
    async setAside(questions, aside) {
      for (const [_id, ids] of byCaseOf(questions))
        await rows.updateOne(
          { _id },
          aside ? { $addToSet: { setAside: { $each: ids } } } : { $pull: { setAside: { $in: ids } } },
        );
    },
  };
}

/** By case: the id of a question is `caseId:seq`. */
function byCaseOf(questions: readonly string[]): Map<string, string[]> {
  const byCase = new Map<string, string[]>();
  for (const id of questions) {
    const caseId = id.slice(0, id.lastIndexOf(':'));
    byCase.set(caseId, [...(byCase.get(caseId) ?? []), id]);
  }
  return byCase;
}

function placeOf(caseId: string): string {
  return `questions:${caseId}`;
}
