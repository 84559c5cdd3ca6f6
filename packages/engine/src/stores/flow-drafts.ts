import type { Collection, Db, IndexDescription } from 'mongodb';
import type { JsonObject } from '@throughline/flow/json';
import { isDuplicateKey } from './duplicate-key.ts';

/** What an author is drawing: it may be full of errors, and nobody runs it. */
export type FlowDraft = FlowDraftFacts & { flow: JsonObject };

export type FlowDraftFacts = {
  flowId: string;
  author: string;
  title: string;
  /** Hash of the version it began from; null for a flow that had none. */
  base: string | null;
  /** Grows with every save, also over a draft that was removed: a number is never the one of two drafts. */
  revision: number;
  updatedAt: number;
};

export type DraftToSave = Omit<FlowDraft, 'title' | 'updatedAt'> & { at: number };

export type SavedDraft =
  | { ok: true; revision: number; updatedAt: number }
  /** Another window wrote or removed it meanwhile; `stands` is null when there is none now. */
  | { ok: false; stands: FlowDraftFacts | null };

/** Each author has one draft of a flow, which nobody else writes to. */
export type FlowDraftStore = {
  /** `revision` is the one the author has seen, 0 for none. What stands there already is saved, whatever its revision. */
  save(draft: DraftToSave): Promise<SavedDraft>;
  get(flowId: string, author: string): Promise<FlowDraft | null>;
  /** With a revision, only what the author has seen is removed. True when it was there. */
  remove(draft: { flowId: string; author: string; revision?: number; at: number }): Promise<boolean>;
  /** Of one flow, or of all; the last written first. */
  list(flowId?: string): Promise<FlowDraftFacts[]>;
};

/** A row stays when its draft is removed, without what was drawn: it keeps the count of revisions. */
type DraftRow = Omit<FlowDraftFacts, 'title' | 'base'> & {
  _id: string;
  removedAt?: number;
  title?: string;
  base?: string | null;
  // As text: what an author draws may be named like nothing that a database likes as a field.
  flow?: string;
};

export const flowDraftIndexes: IndexDescription[] = [{ key: { flowId: 1 } }];

export function createFlowDraftStore(db: Db): FlowDraftStore {
  const rows: Collection<DraftRow> = db.collection('flowDrafts');
  const there = { removedAt: { $exists: false } };

  async function begin(_id: string, { flowId, author }: DraftToSave, fields: Drawn): Promise<number | null> {
    const again = await rows.findOneAndUpdate(
      { _id, removedAt: { $exists: true } },
      { $set: fields, $unset: { removedAt: '' }, $inc: { revision: 1 } },
      { returnDocument: 'after' },
    );
    if (again) return again.revision;
    try {
      await rows.insertOne({ _id, flowId, author, revision: 1, ...fields });
      return 1;
    } catch (error) {
      if (isDuplicateKey(error)) return null;
      throw error;
    }
  }

  async function goOn(_id: string, { revision }: DraftToSave, fields: Drawn): Promise<number | null> {
    const next = revision + 1;
    const written = await rows.updateOne(
      { _id, revision, ...there },
      { $set: { ...fields, revision: next } },
    );
    return written.matchedCount === 1 ? next : null;
  }

  return {
    async save(draft) {
      const _id = idOf(draft);
      const fields = drawn(draft);
      const revision = await (draft.revision === 0 ? begin : goOn)(_id, draft, fields);
      if (revision !== null) return { ok: true, revision, updatedAt: draft.at };
      const row = await rows.findOne({ _id, ...there });
      // The answer to a save may have been lost: the same sent again is no conflict.
      if (row && row.flow === fields.flow && row.base === fields.base)
        return { ok: true, revision: row.revision, updatedAt: row.updatedAt };
      return { ok: false, stands: row && factsOf(row) };
    },
    async get(flowId, author) {
      const row = await rows.findOne({ _id: idOf({ flowId, author }), ...there });
      return row && { ...factsOf(row), flow: JSON.parse(row.flow ?? '{}') as JsonObject };
    },
    async remove({ revision, at, ...draft }) {
      const seen = revision === undefined ? {} : { revision };
      const removed = await rows.updateOne(
        { _id: idOf(draft), ...seen, ...there },
        {
          $set: { removedAt: at, updatedAt: at },
          $unset: { flow: '', title: '', base: '' },
          $inc: { revision: 1 },
        },
      );
      return removed.matchedCount === 1;
    },
    async list(flowId) {
      const found = await rows
        .find({ ...(flowId !== undefined && { flowId }), ...there }, { projection: { flow: 0 } })
        .sort({ updatedAt: -1 })
        .toArray();
      return found.map(factsOf);
    },
  };
}

type Drawn = { flow: string; title: string; base: string | null; updatedAt: number };

function drawn({ flow, flowId, base, at }: DraftToSave): Drawn {
  const { title } = flow;
  const named =
    typeof title === 'string'
      ? title
          .trim()
          .slice(0, 120)
          .replaceAll(/\p{Surrogate}/gu, '\uFFFD')
      : '';
  return { flow: JSON.stringify(flow), title: named === '' ? flowId : named, base, updatedAt: at };
}

function factsOf({ flowId, author, revision, updatedAt, title, base }: DraftRow): FlowDraftFacts {
  return { flowId, author, title: title ?? flowId, base: base ?? null, revision, updatedAt };
}

function idOf({ flowId, author }: { flowId: string; author: string }): string {
  return `${flowId}:${author}`;
}
