import type { Collection, Db, IndexDescription } from 'mongodb';
import { Binary } from 'mongodb';
import { canonical } from '@throughline/flow/canonical';
import { digest } from '@throughline/flow/digest';
import type { Json } from '@throughline/flow/json';
import type { ContentReference } from '@throughline/flow/node-result';
import { open, seal } from '../crypto/seal.ts';
import { retryDuplicate } from './duplicate-key.ts';
import type { KeyStore } from './keys.ts';
import { keyedDigest } from './keys.ts';

/** A body kept beside the state of a case, sealed with the case's key. */
export type ContentRow = {
  _id: string;
  caseId: string;
  name: string;
  bytes: number;
  sealed: Binary;
  at: number;
};

export type ContentStore = {
  /**
   * The same body under the same name is one content. Another try that found another body keeps its own beside it, so a
   * reference always leads to what it was made for. Throws `ContentTooLarge` above 8 MB.
   */
  keep(caseId: string, name: string, body: Json): Promise<ContentReference>;
  /** Throws `ContentMissing` when it was erased, `KeyErased` with the case's key. */
  load(reference: ContentReference): Promise<Json>;
};

export class ContentMissing extends Error {
  constructor(id: string) {
    super(`the content ${id} is not there; it may have been erased`);
    this.name = 'ContentMissing';
  }
}

export class ContentTooLarge extends Error {
  constructor(name: string, bytes: number) {
    super(`the content "${name}" has ${bytes} bytes; at most ${maxBytes} are kept`);
    this.name = 'ContentTooLarge';
  }
}

const maxBytes = 8_000_000;

export const contentIndexes: IndexDescription[] = [{ key: { caseId: 1 } }];

export function createContentStore(db: Db, keys: KeyStore): ContentStore {
  const contents: Collection<ContentRow> = db.collection('contents');
  return {
    async keep(caseId, name, body) {
      const text = canonical(body);
      const bytes = Buffer.byteLength(text);
      if (bytes > maxBytes) throw new ContentTooLarge(name, bytes);
      const key = await keys.get(caseId);
      // Keyed: ids stand in the journal, where a plain digest would let anybody try guesses after an erasure.
      const _id = `${caseId}:${name}:${keyedDigest(key, text).slice(0, 16)}`;
      const row = {
        caseId,
        name,
        bytes,
        sealed: new Binary(seal(key, Buffer.from(text), `content:${_id}`)),
        at: Date.now(),
      };
      await retryDuplicate(() => contents.updateOne({ _id }, { $setOnInsert: row }, { upsert: true }));
      return { content: _id, digest: digest(body), bytes };
    },
    async load(reference) {
      const row = await contents.findOne({ _id: reference.content });
      if (!row) throw new ContentMissing(reference.content);
      const key = await keys.existing(row.caseId);
      return JSON.parse(open(key, row.sealed.buffer, `content:${row._id}`).toString()) as Json;
    },
  };
}
