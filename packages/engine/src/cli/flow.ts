import type { Command } from 'commander';
import { printIssues } from './print-issues.ts';

export function register(program: Command): void {
  const flow = program.command('flow').description('check and publish flows');
  flow
    .command('validate <file>')
    .description('say everything that is wrong with a flow; exits with 1 when there is an error')
    .option('--json', 'print the issues as JSON')
    .action(validateFile);
  flow
    .command('publish <file>')
    .description('make a flow the live version for new cases')
    .option('--note <text>', 'what has changed')
    .action(publishFile);
}

async function validateFile(file: string, { json }: { json?: boolean }): Promise<void> {
  const { loadNodes } = await import('../custom-nodes.ts');
  const { checkFlow, readFlowFile } = await import('../flows/flow-file.ts');
  const { catalogue } = await loadNodes();
  const checked = checkFlow(await readFlowFile(file), catalogue);
  if (json) console.log(JSON.stringify(checked.issues, null, 2));
  else printIssues(file, checked.issues);
  if (!checked.ok) process.exitCode = 1;
}

async function publishFile(file: string, { note }: { note?: string }): Promise<void> {
  const [
    { configOrExit },
    { connectDatabase, createStores },
    { loadNodes },
    { publishFlow },
    { readFlowFile },
  ] = await Promise.all([
    import('./config-or-exit.ts'),
    import('../stores/database.ts'),
    import('../custom-nodes.ts'),
    import('../flows/publish-flow.ts'),
    import('../flows/flow-file.ts'),
  ]);
  const config = await configOrExit();
  const { catalogue } = await loadNodes();
  const database = await connectDatabase(config.mongodb.url, config.mongodb.database);
  try {
    const stores = createStores({ db: database.db, masterKey: config.masterKey });
    const published = await publishFlow({
      stores,
      catalogue,
      flow: await readFlowFile(file),
      author: 'cli',
      at: Date.now(),
      ...(note ? { note } : {}),
    });
    printIssues(file, published.issues);
    if (published.ok)
      console.log(`Published ${published.flowId} as version ${published.version} (${published.hash}).`);
    else process.exitCode = 1;
  } finally {
    await database.close();
  }
}
