import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { freePort } from '../local/free-port.ts';
import { temporaryFolder } from '../local/testing/temporary-folder.ts';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';
import { runCli } from './testing/run-cli.ts';

let database: TestDatabase;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
  env = {
    THROUGHLINE_MONGODB_URL: inject('mongodbUrl'),
    THROUGHLINE_MONGODB_DATABASE: database.name,
    THROUGHLINE_CHROMA_URL: inject('chromaUrl'),
    THROUGHLINE_EMBEDDING_MODEL_DIR: inject('embeddingModelDir'),
    OPENAI_API_KEY: '',
  };
});
afterAll(() => database.drop());

const question = 'How long can I send goods back?';

async function folderWithArticle(): Promise<string> {
  const cwd = await temporaryFolder();
  await mkdir(join(cwd, 'articles'));
  const text = 'You can send goods back within {{ policy.returnDays }} days of delivery.';
  await writeFile(join(cwd, 'articles/returns.md'), `# Returns\n\n${text}\n`);
  await writeFile(join(cwd, 'policies.json'), '[{ "name": "returnDays", "value": 14 }]');
  return cwd;
}

async function answered(cwd: string, ...words: string[]) {
  const { stdout, stderr } = await runCli(['knowledge', 'ask', question, '--json', ...words], { cwd, env });
  expect(stdout, stderr).toMatch(/^\{/);
  return (JSON.parse(stdout) as { answer: { band: string; text: string } }).answer;
}

it('ask fills in the policies of the installation, else those of a file', async () => {
  const cwd = await folderWithArticle();
  const change = { type: 'number', title: 'Days', author: 'test', at: Date.now() } as const;
  await database.stores.policies.set({ name: 'returnDays', value: 45, ...change });
  const imported = await runCli(['knowledge', 'import', 'articles'], { cwd, env });
  expect(imported.stdout).toContain('1 articles, 1 new or changed, 0 problems');

  expect(await answered(cwd)).toMatchObject({ band: 'answer', text: expect.stringContaining('45 days') });
  // Files that are not imported are asked apart from the installation.
  const apart = await answered(cwd, '--folder', 'articles', '--policies', 'policies.json');
  expect(apart.text).toContain('14 days');
});

it('ask says what was left out for want of a policy, and nothing when there is its value', async () => {
  const cwd = await folderWithArticle();
  const more = 'Write to {{ policy.address }} first. Goods must be unused.';
  await writeFile(join(cwd, 'articles/first.md'), `# Before goods are sent back\n\n${more}\n`);
  const words = ['knowledge', 'ask', question, '--folder', 'articles'];
  const one = [...words, '--policies', 'policies.json'];
  const [none, json, some] = await Promise.all([
    runCli(words, { cwd, env }),
    runCli([...words, '--json'], { cwd, env }),
    runCli(one, { cwd, env }),
  ]);
  expect(none.stdout, none.stderr).toMatch(
    /\n2 sentences of the found articles were left out, because these policies have no value: address, returnDays \(give --policies <file>\)\n$/,
  );
  expect(JSON.parse(json.stdout)).toMatchObject({
    leftOut: { sentences: 2, policies: ['address', 'returnDays'] },
  });
  expect(some.stdout).toMatch(/\n1 sentence of .* was left out, because this policy has no value: address /);

  await writeFile(
    join(cwd, 'policies.json'),
    '[{ "name": "returnDays", "value": 14 }, { "name": "address", "value": "us" }]',
  );
  expect((await runCli(one, { cwd, env })).stdout).not.toContain('left out');
});

it('ask says in one line that the model it was given cannot be asked', async () => {
  const cwd = await folderWithArticle();
  const openai = { OPENAI_API_KEY: 'none', OPENAI_BASE_URL: `http://127.0.0.1:${await freePort()}/v1` };
  const words = ['knowledge', 'ask', question, '--folder', 'articles', '--policies', 'policies.json'];
  const asked = await runCli(words, { cwd, env: { ...env, ...openai } });
  expect(asked.code).toBe(1);
  expect(asked.stderr).toMatch(/The model cannot be asked: .*\nWhat to do: .+\n$/);
  expect(asked.stderr).not.toMatch(/^\s+at /m);
});
