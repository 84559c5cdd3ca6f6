import type { Command } from 'commander';
import type { PolicyStore } from '../stores/policies.ts';

export function register(program: Command): void {
  const command = program.command('policies').description('values that flows and answers stand on');
  command.command('list').description('every policy with its live value').action(list);
  command
    .command('import <file>')
    .description('set the policies of a JSON file, such as examples/policies.json; live everywhere at once')
    .action(importFile);
}

async function list(): Promise<void> {
  await withPolicies(async (policies) => {
    for (const { name, type, value, version } of await policies.list())
      console.log(`${name} (${type}, version ${version}): ${JSON.stringify(value)}`);
  });
}

async function importFile(file: string): Promise<void> {
  const { readPolicyFile, setPolicies } = await import('../stores/policy-file.ts');
  const read = await readPolicyFile(file);
  await withPolicies(async (policies) => {
    const { changed, problems } = await setPolicies(policies, read, { author: 'cli', at: Date.now() });
    for (const problem of problems) console.error(problem);
    console.log(`${read.length} policies, ${changed.length} new or changed, ${problems.length} problems`);
    if (problems.length > 0) process.exitCode = 1;
  });
}

async function withPolicies(work: (policies: PolicyStore) => Promise<void>): Promise<void> {
  const [{ configOrExit }, { connectDatabase, createStores }] = await Promise.all([
    import('./config-or-exit.ts'),
    import('../stores/database.ts'),
  ]);
  const config = await configOrExit();
  const database = await connectDatabase(config.mongodb.url, config.mongodb.database);
  try {
    await work(createStores({ db: database.db, masterKey: config.masterKey }).policies);
  } finally {
    await database.close();
  }
}
