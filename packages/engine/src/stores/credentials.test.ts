import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { CannotOpen, newKey } from '../crypto/seal.ts';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';
import type { Credential } from './credentials.ts';
import { createCredentialStore } from './credentials.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
});
afterAll(() => database.drop());

const hosts = ['api.example.com'];
const kinds: Credential[] = [
  { kind: 'bearer', hosts, token: 'verysecretbearer' },
  { kind: 'basic', hosts, username: 'shop', password: 'verysecretbasic' },
  { kind: 'header', hosts, header: 'X-Api-Key', value: 'verysecretheader' },
];

it.each(kinds)('keeps a $kind credential, and never in the clear', async (credential) => {
  const { credentials } = database.stores;
  const name = `for-${credential.kind}`;
  expect(await credentials.set(name, credential, { author: 'u1', at: 1 })).toEqual({ ok: true });
  expect(await credentials.use(name)).toEqual(credential);
  const rows = await database.db.collection('credentials').find().toArray();
  const bytes = JSON.stringify(rows) + rows.map((row) => row['sealed'].buffer.toString('latin1')).join('');
  expect(bytes).not.toContain('verysecret');
  expect((await credentials.names()).find((known) => known.name === name)).toEqual({
    name,
    kind: credential.kind,
    hosts,
    at: 1,
    author: 'u1',
  });
});

it('opens neither with another master key nor under another name', async () => {
  const { credentials } = database.stores;
  await credentials.set('moved', kinds[0]!);
  const rows = database.db.collection<{ _id: string }>('credentials');
  await rows.insertOne({ ...(await rows.findOne({ _id: 'moved' }))!, _id: 'elsewhere' });
  await expect(credentials.use('elsewhere')).rejects.toThrow(CannotOpen);
  await expect(createCredentialStore(database.db, newKey('other')).use('moved')).rejects.toThrow(CannotOpen);
});

it('is gone after it was removed', async () => {
  const { credentials } = database.stores;
  await credentials.set('gone', kinds[0]!);
  expect(await credentials.remove('gone')).toBe(true);
  expect(await credentials.remove('gone')).toBe(false);
  expect(await credentials.use('gone')).toBeNull();
});

it.each<[string, string, Credential, string]>([
  ['a name with spaces', 'My Key', kinds[0]!, 'name'],
  ['no host', 'key', { kind: 'bearer', hosts: [], token: 't' }, 'hosts'],
  ['a URL for a host', 'key', { kind: 'bearer', hosts: ['https://api.example.com/'], token: 't' }, 'hosts'],
  ['an empty secret', 'key', { kind: 'bearer', hosts, token: '' }, 'token'],
  ['a line break', 'key', { kind: 'header', hosts, header: 'X-Key', value: 'a\r\nHost: evil' }, 'value'],
  ['a header that is none', 'key', { kind: 'header', hosts, header: 'X Key:', value: 'a' }, 'header'],
])('refuses %s with field and fix', async (_what, name, credential, field) => {
  const refused = await database.stores.credentials.set(name, credential);
  expect(refused).toMatchObject({
    ok: false,
    issues: [{ code: `credential.${field}`, field, fix: expect.stringMatching(/\.$/) }],
  });
  expect(JSON.stringify(refused)).not.toContain('evil');
});
