import { randomBytes, randomUUID } from 'node:crypto';
import { maxFileBytes } from '@throughline/flow/file-limits';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { png } from '../files/testing/pictures.ts';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';
import { FileTooLarge } from './files.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
});
afterAll(() => database?.drop());

const newFile = (more = {}) => ({
  id: randomUUID(),
  channel: 'webchat',
  conversation: randomUUID(),
  name: 'receipt.bin',
  at: Date.now(),
  ...more,
});
const wanted = (more = {}) => ({
  ...newFile(),
  ...{ reference: 'https://provider.example.com/1', messageId: randomUUID(), caseId: randomUUID() },
  ...more,
});

const blobs = async () => {
  const [files, chunks] = await Promise.all([
    database.db.collection('attachments.files').countDocuments(),
    database.db.collection('attachments.chunks').countDocuments(),
  ]);
  return { files, chunks };
};

async function stored(text: string): Promise<boolean> {
  const chunks = await database.db.collection('attachments.chunks').find().toArray();
  return chunks.some((chunk) => Buffer.from((chunk['data'] as { buffer: Uint8Array }).buffer).includes(text));
}

describe('files', () => {
  it('gives back what it was given, to another process too, and keeps it sealed', async () => {
    const { files } = database.stores;
    const bytes = Buffer.concat([Buffer.from('the secret of Ana'), randomBytes(3_000_000)]);
    const file = newFile({ name: 'a/b.pdf', mediaType: 'application/pdf' });
    const put = await files.put(file, bytes);
    expect(put).toMatchObject({
      state: 'kept',
      name: 'a_b.pdf',
      mediaType: 'application/pdf',
      bytes: bytes.length,
    });
    const other = (await database.another()).stores;
    const read = await other.files.get(file.id);
    expect(read?.bytes?.equals(bytes)).toBe(true);
    expect(await stored('the secret of Ana')).toBe(false);
    expect(await files.get('unknown')).toBeNull();
  });

  it('keeps one of many that are written at once under one id, and nothing of the others', async () => {
    const { files } = database.stores;
    const before = await blobs();
    const file = newFile();
    const tries = Array.from({ length: 6 }, (_, n) => Buffer.alloc(2_500_000, n));
    const rows = await Promise.all(tries.map((bytes) => files.put(file, bytes)));
    const [first] = rows;
    expect(rows.map(({ blob }) => blob)).toEqual(rows.map(() => first?.blob));
    const read = await files.get(file.id);
    expect(tries.some((bytes) => read?.bytes?.equals(bytes))).toBe(true);
    expect(await blobs()).toEqual({ files: before.files + 1, chunks: before.chunks + 3 });
    expect((await files.rows([file.id]))[0]?.blobs).toEqual([first?.blob]);
  });

  it('refuses what is too large, and takes what just fits', async () => {
    const { files } = database.stores;
    const over = newFile();
    await expect(files.put(over, Buffer.alloc(maxFileBytes + 1))).rejects.toThrow(FileTooLarge);
    expect(await files.rows([over.id])).toEqual([]);
    const fits = newFile();
    await files.put(fits, Buffer.alloc(maxFileBytes, 7));
    expect((await files.get(fits.id))?.bytes?.length).toBe(maxFileBytes);
  });

  it('lets one of many fetch a file that is due, and another when that one says nothing', async () => {
    const { files } = database.stores;
    const file = wanted({ at: 1_000 });
    await files.want(file);
    await files.want({ ...file, reference: 'another' });
    const takes = await Promise.all([1, 2, 3].map(() => files.take(file.id, { now: 1_000, until: 61_000 })));
    expect(takes.filter(Boolean)).toHaveLength(1);
    expect((await files.due({ now: 60_999, limit: 9 })).map(({ _id }) => _id)).not.toContain(file.id);
    expect(await files.take(file.id, { now: 61_000, until: 90_000 })).toMatchObject({
      attempts: 2,
      reference: 'https://provider.example.com/1',
    });
    expect((await files.get(file.id))?.bytes).toBeNull();
    await files.fetched(file.id, { bytes: png, mediaType: 'text/html' });
    const read = await files.get(file.id);
    expect(read?.bytes?.equals(png)).toBe(true);
    expect(read?.row).toMatchObject({ state: 'kept', mediaType: 'image/png', bytes: png.length });
    expect(read?.row).not.toHaveProperty('reference');
    await files.lose(file.id, 'file.gone');
    expect((await files.rows([file.id]))[0]?.state).toBe('kept');
  });

  it('sweeps up what no message named, with its bytes, and nothing else', async () => {
    const { files, keys } = database.stores;
    const [forgotten, sent, fresh] = [newFile({ at: 10 }), newFile({ at: 10 }), newFile({ at: 30 })];
    for (const file of [forgotten, sent, fresh]) await files.put(file, Buffer.from('x'));
    await files.claim([sent.id], 'm1');
    await files.claim([sent.id], 'm2');
    expect((await files.rows([sent.id]))[0]?.messageId).toBe('m1');
    const before = await blobs();
    await files.sweep(20);
    expect((await files.rows([forgotten.id, sent.id, fresh.id])).map(({ _id }) => _id)).toEqual([
      sent.id,
      fresh.id,
    ]);
    expect(await blobs()).toEqual({ files: before.files - 1, chunks: before.chunks - 1 });
    await expect(keys.existing(`file:${forgotten.id}`)).rejects.toThrow('erased');
  });

  it('is erased with its case, but for what the case has not taken', async () => {
    const { files, keys } = database.stores;
    const caseId = randomUUID();
    const [taken, waiting, other] = [newFile(), newFile(), newFile()];
    for (const file of [taken, waiting, other]) await files.put(file, Buffer.from(file.id));
    await files.attach([taken.id], { caseId, messageId: 'taken' });
    await files.attach([waiting.id], { caseId, messageId: 'waiting' });
    await files.attach([other.id], { caseId: randomUUID(), messageId: 'other' });
    const before = await blobs();
    await files.eraseCase(caseId, ['waiting'], 5);
    await files.eraseCase(caseId, ['waiting'], 5);
    expect(await files.get(taken.id)).toBeNull();
    await expect(keys.get(`file:${taken.id}`)).rejects.toThrow('erased');
    expect(await blobs()).toEqual({ files: before.files - 1, chunks: before.chunks - 1 });
    for (const file of [waiting, other]) expect((await files.get(file.id))?.bytes?.toString()).toBe(file.id);
    // Whoever was still fetching it keeps nothing.
    await expect(files.put(taken, Buffer.from('late'))).rejects.toThrow('erased');
    expect(await files.fetched(taken.id, { bytes: Buffer.from('late') })).toBeNull();
    expect(await blobs()).toEqual({ files: before.files - 1, chunks: before.chunks - 1 });
  });
});
