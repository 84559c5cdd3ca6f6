import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { temporaryFolder } from '../local/testing/temporary-folder.ts';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';
import { runCli } from './testing/run-cli.ts';

let database: TestDatabase;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
  env = {
    THROUGHLINE_TEMPORAL_ADDRESS: inject('temporalAddress'),
    THROUGHLINE_MONGODB_URL: inject('mongodbUrl'),
    THROUGHLINE_MONGODB_DATABASE: database.name,
    THROUGHLINE_CHROMA_URL: inject('chromaUrl'),
    THROUGHLINE_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
  };
});
afterAll(() => database.drop());

async function folderWith(contact: unknown): Promise<string> {
  const cwd = await temporaryFolder();
  await writeFile(join(cwd, 'contact.json'), JSON.stringify(contact));
  return cwd;
}

it('identity try says who a contact would be, in words and as JSON', async () => {
  const identifiers = [
    { kind: 'phone', value: '+525512345678', level: 'verified' as const, evidence: 'sms' },
  ];
  const ana = await database.stores.customers.findOrCreate({ identifiers, at: Date.now(), name: 'Ana' });
  const cwd = await folderWith({ identifiers: [{ kind: 'whatsapp', value: '5215512345678' }] });
  const [words, json] = await Promise.all([
    runCli(['identity', 'try', 'contact.json'], { cwd, env }),
    runCli(['identity', 'try', 'contact.json', '--json'], { cwd, env }),
  ]);
  expect(words.stdout, words.stderr).toBe(
    `attached to ${ana._id} (Ana)\ncase: a new one\n- The channel proves the phone number, and one customer holds it as verified.\n`,
  );
  expect(JSON.parse(json.stdout)).toMatchObject({ outcome: 'attach', customer: { customerId: ana._id } });
});

it('identity try says what is wrong with a file', async () => {
  const cwd = await folderWith({ identifiers: [{ kind: 'phone' }] });
  const { stderr, code } = await runCli(['identity', 'try', 'contact.json'], { cwd, env });
  expect(code).not.toBe(0);
  expect(stderr).toMatch(/identifiers.*value/s);
});
