import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { digest } from '@throughline/flow/digest';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';
import { ContentTooLarge } from './contents.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
});
afterAll(() => database.drop());

it('keeps a body once, and another of the same name beside it', async () => {
  const { contents } = database.stores;
  const other = (await database.another()).stores.contents;
  const body = { passages: ['Grüße', '𝄞'], score: 0.5 };
  const references = await Promise.all([
    contents.keep('c1', 'retrieve#1:passages', body),
    other.keep('c1', 'retrieve#1:passages', body),
  ]);
  expect(references[0]).toEqual(references[1]);
  expect(references[0].digest).toBe(digest(body));
  const second = await contents.keep('c1', 'retrieve#1:passages', { passages: [] });
  expect(await other.load(references[0])).toEqual(body);
  expect(await other.load(second)).toEqual({ passages: [] });
  expect(await database.db.collection('contents').countDocuments({ caseId: 'c1' })).toBe(2);
});

it('refuses what is too large to keep', async () => {
  await expect(database.stores.contents.keep('c2', 'big', 'x'.repeat(8_000_001))).rejects.toThrow(
    ContentTooLarge,
  );
});
