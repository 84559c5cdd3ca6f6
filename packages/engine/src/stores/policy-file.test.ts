import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { temporaryFolder } from '../local/testing/temporary-folder.ts';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';
import { readPolicyFile, setPolicies } from './policy-file.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
});
afterAll(() => database.drop());

const by = { author: 'test', at: 1 };

it('sets what differs, and says which policy cannot be set', async () => {
  const { policies } = database.stores;
  const days = { name: 'days', type: 'number' as const, value: 30, title: 'Days' };
  expect(await setPolicies(policies, [days], by)).toEqual({ changed: ['days'], problems: [] });
  expect(await setPolicies(policies, [days], by)).toEqual({ changed: [], problems: [] });
  const wrong = { name: 'hours', type: 'number' as const, value: 'many', title: 'Hours' };
  const second = await setPolicies(policies, [{ ...days, value: 31 }, wrong], by);
  expect(second).toEqual({ changed: ['days'], problems: [expect.stringContaining('hours: ')] });
  expect((await policies.snapshot()).values).toEqual({ days: 31 });
});

it('says what is wrong with a file', async () => {
  const file = join(await temporaryFolder(), 'policies.json');
  await writeFile(file, '[');
  await expect(readPolicyFile(file)).rejects.toThrow(/is not JSON/);
  await writeFile(file, '[{ "name": "days", "type": "numbr", "value": 1, "title": "Days" }]');
  await expect(readPolicyFile(file)).rejects.toThrow(/type/);
});
