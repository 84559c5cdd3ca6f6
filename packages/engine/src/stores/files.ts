import { once } from 'node:events';
import type { Collection, Db, IndexDescription } from 'mongodb';
import { GridFSBucket, ObjectId } from 'mongodb';
import { maxFileBytes } from '@throughline/flow/file-limits';
import { open, seal } from '../crypto/seal.ts';
import { mediaTypeOf, safeFileName, safeMediaType } from '../files/file-facts.ts';
import { retryDuplicate } from './duplicate-key.ts';
import type { KeyStore } from './keys.ts';
import { KeyErased } from './keys.ts';

/**
 * A file that came with a message. Its bytes lie beside it, sealed with a key of its own: a file may come before its case is
 * known, and goes to another when that one is erased before it has taken the message. Erasing a case erases these keys too.
 */
export type FileRow = {
  _id: string;
  channel: string;
  /** Where it came; its visitor may read it. */
  conversation: string;
  name: string;
  /** Of pictures what their bytes are, of others what their sender says. */
  mediaType: string;
  /** Of a file that is to be fetched: as the provider says, or 0. */
  bytes: number;
  /** `coming`: somebody writes it just now; `wanted`: to be fetched from its provider; `lost`: it can never be had. */
  state: 'coming' | 'wanted' | 'kept' | 'lost';
  /** The provider's: of those that are to be fetched. */
  reference?: string;
  messageId?: string;
  caseId?: string;
  at: number;
  /** When it is to be fetched next, and how often that was tried. */
  dueAt?: number;
  attempts?: number;
  /** Why it is lost: `file.<what>`. */
  error?: string;
  blob?: ObjectId;
  /** All that was ever written for it, so that nothing is left behind by whoever died while writing. */
  blobs?: ObjectId[];
};

export type NewFile = {
  id: string;
  channel: string;
  conversation: string;
  name?: string;
  mediaType?: string;
  /** Of a file that an agent uploads for a case. */
  caseId?: string;
  at: number;
};

export type WantedFile = NewFile & { reference: string; bytes?: number; messageId: string; caseId: string };

export type FileStore = {
  /** Keeps bytes. Safe to run twice: what is kept stays as it is. Throws `FileTooLarge`. */
  put(file: NewFile, bytes: Uint8Array): Promise<FileRow>;
  /** A file that is to be fetched. Safe to run twice. */
  want(file: WantedFile): Promise<FileRow>;
  /** In the order of `ids`; unknown ones are left out. */
  rows(ids: string[]): Promise<FileRow[]>;
  /** `bytes` is null while they are not there, and when they are lost. */
  get(id: string): Promise<{ row: FileRow; bytes: Buffer | null } | null>;
  /** Says which message the files belong to; those with one already keep it. */
  claim(ids: string[], messageId: string): Promise<void>;
  /** Files of a message whose case is known now, or is another one; of one of ours, where it goes. */
  attach(ids: string[], to: { messageId: string; caseId: string; conversation?: string }): Promise<FileRow[]>;
  /** How many of a conversation belong to no message. */
  unclaimed(conversation: string): Promise<number>;
  /** To be fetched by now, the longest due first. */
  due(query: { now: number; limit: number }): Promise<FileRow[]>;
  /** For one of those who want to fetch it; nobody else until `until`. */
  take(id: string, lease: { now: number; until: number }): Promise<FileRow | null>;
  /** What was fetched; null when it is not wanted any more. Throws `FileTooLarge`. */
  fetched(id: string, file: { bytes: Uint8Array; mediaType?: string | undefined }): Promise<FileRow | null>;
  later(id: string, dueAt: number): Promise<void>;
  lose(id: string, error: string): Promise<void>;
  /** Destroys the files of a case but for those of the messages that it has not taken. Safe to run twice. */
  eraseCase(caseId: string, exceptMessages: string[], at: number): Promise<void>;
  /** Removes what no message named in time. */
  sweep(before: number): Promise<void>;
};

export class FileTooLarge extends Error {
  constructor(bytes: number) {
    super(`a file has ${bytes} bytes; at most ${maxFileBytes} are kept`);
    this.name = 'FileTooLarge';
  }
}

export const fileIndexes: IndexDescription[] = [
  { key: { caseId: 1 } },
  { key: { state: 1, dueAt: 1 } },
  { key: { conversation: 1 } },
  { key: { messageId: 1, at: 1 } },
];

const bucketName = 'attachments';
const chunkSizeBytes = 1024 * 1024;

export function createFileStore(db: Db, keys: KeyStore): FileStore {
  const files: Collection<FileRow> = db.collection('files');
  const bucket = new GridFSBucket(db, { bucketName, chunkSizeBytes });

  async function make({ id, name, mediaType, ...file }: NewFile & Partial<FileRow>): Promise<FileRow> {
    const fresh = {
      ...file,
      name: safeFileName(name),
      mediaType: safeMediaType(mediaType),
      bytes: file.bytes ?? 0,
      state: file.state ?? ('coming' as const),
    };
    const row = await retryDuplicate(() =>
      files.findOneAndUpdate({ _id: id }, { $setOnInsert: fresh }, { upsert: true, returnDocument: 'after' }),
    );
    if (!row) throw new Error('a file vanished while it was made');
    return row;
  }

  /** Each try writes bytes of its own; the first that is whole becomes the file's. */
  async function keep(id: string, bytes: Uint8Array, told: string | undefined): Promise<FileRow | null> {
    if (bytes.length > maxFileBytes) throw new FileTooLarge(bytes.length);
    const key = await keys.get(keyOf(id));
    const blob = new ObjectId();
    const wanting = { _id: id, state: { $ne: 'kept' as const } };
    const noted = await files.updateOne(wanting, { $addToSet: { blobs: blob } });
    if (noted.matchedCount === 0) return files.findOne({ _id: id });
    await write(blob, id, seal(key, bytes, keyOf(id)));
    const facts = { bytes: bytes.length, mediaType: mediaTypeOf(bytes, told), blob, state: 'kept' as const };
    const kept = await files.findOneAndUpdate(
      wanting,
      { $set: facts, $unset: { reference: '', dueAt: '', error: '' } },
      { returnDocument: 'after' },
    );
    const others = kept ? (kept.blobs ?? []).filter((other) => !other.equals(blob)) : [blob];
    await remove(others);
    if (others.length > 0) await files.updateOne({ _id: id }, { $pullAll: { blobs: others } });
    return kept ?? files.findOne({ _id: id });
  }

  async function write(blob: ObjectId, id: string, sealed: Uint8Array): Promise<void> {
    const stream = bucket.openUploadStreamWithId(blob, id);
    const written = once(stream, 'finish');
    stream.end(sealed);
    await written;
  }

  async function remove(blobs: ObjectId[]): Promise<void> {
    if (blobs.length === 0) return;
    await db.collection(`${bucketName}.files`).deleteMany({ _id: { $in: blobs } });
    await db.collection(`${bucketName}.chunks`).deleteMany({ files_id: { $in: blobs } });
  }

  /** The key first: from here on the bytes cannot be read, wherever copies of them may lie. */
  async function destroy({ _id, blobs = [] }: Pick<FileRow, '_id' | 'blobs'>, at: number): Promise<void> {
    await keys.erase(keyOf(_id), at);
    const last = await files.findOneAndDelete({ _id });
    await remove([...blobs, ...(last?.blobs ?? [])]);
  }

  async function rows(ids: string[]): Promise<FileRow[]> {
    if (ids.length === 0) return [];
    const found = await files.find({ _id: { $in: ids } }).toArray();
    const byId = new Map(found.map((row) => [row._id, row]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  }

  async function read(row: FileRow): Promise<Buffer | null> {
    if (row.state !== 'kept' || !row.blob) return null;
    const key = await keys.existing(keyOf(row._id));
    const sealed: Buffer[] = [];
    for await (const chunk of bucket.openDownloadStream(row.blob)) sealed.push(chunk as Buffer);
    return open(key, Buffer.concat(sealed), keyOf(row._id));
  }

  return {
    async put(file, bytes) {
      if (bytes.length > maxFileBytes) throw new FileTooLarge(bytes.length);
      // One that was erased is not made again.
      await keys.get(keyOf(file.id));
      const row = await make(file);
      if (row.state === 'kept') return row;
      const kept = await keep(file.id, bytes, file.mediaType);
      if (!kept) throw new KeyErased(keyOf(file.id));
      return kept;
    },
    want: (file) => make({ ...file, state: 'wanted', dueAt: file.at, attempts: 0 }),
    rows,
    async get(id) {
      const row = await files.findOne({ _id: id });
      return row && { row, bytes: await read(row) };
    },
    async claim(ids, messageId) {
      await files.updateMany({ _id: { $in: ids }, messageId: { $exists: false } }, { $set: { messageId } });
    },
    async attach(ids, to) {
      await files.updateMany({ _id: { $in: ids } }, { $set: to });
      return rows(ids);
    },
    unclaimed: (conversation) => files.countDocuments({ conversation, messageId: { $exists: false } }),
    due: ({ now, limit }) =>
      files
        .find({ state: 'wanted', dueAt: { $lte: now } })
        .sort({ dueAt: 1 })
        .limit(limit)
        .toArray(),
    take: (id, { now, until }) =>
      files.findOneAndUpdate(
        { _id: id, state: 'wanted', dueAt: { $lte: now } },
        { $set: { dueAt: until }, $inc: { attempts: 1 } },
        { returnDocument: 'after' },
      ),
    async fetched(id, { bytes, mediaType }) {
      const row = await files.findOne({ _id: id });
      return row && keep(id, bytes, mediaType ?? row.mediaType);
    },
    async later(id, dueAt) {
      await files.updateOne({ _id: id, state: 'wanted' }, { $set: { dueAt } });
    },
    async lose(id, error) {
      await files.updateOne(
        { _id: id, state: 'wanted' },
        { $set: { state: 'lost', error }, $unset: { reference: '', dueAt: '' } },
      );
    },
    async eraseCase(caseId, exceptMessages, at) {
      const found = await files.find({ caseId, messageId: { $nin: exceptMessages } }).toArray();
      for (const row of found) await destroy(row, at);
    },
    async sweep(before) {
      const found = await files.find({ messageId: { $exists: false }, at: { $lt: before } }).toArray();
      for (const row of found) await destroy(row, Date.now());
    },
  };
}

/** Names its key, and the place its bytes are sealed for. */
function keyOf(id: string): string {
  return `file:${id}`;
}
