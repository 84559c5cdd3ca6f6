import type { Command } from 'commander';
import type { DiffFlags } from './flow-diff.ts';
import type { PublishFlags } from './flow-publish.ts';
import { printIssues } from './print-issues.ts';
import { tokenOption } from './token-option.ts';

export function register(program: Command): void {
  const flow = program.command('flow').description('check and publish flows');
  flow
    .command('validate <file>')
    .description('say everything that is wrong with a flow; exits with 1 when there is an error')
    .option('--json', 'print the issues as JSON')
    .action(validateFile);
  flow
    .command('test <file> [tests...]')
    .description(
      'play recorded conversations against a flow, offline; exits with 1 when one goes another way',
    )
    .option('--json', 'print the result as JSON')
    .action(async (file: string, tests: string[], options: { json?: boolean }) => {
      const { testFlowFile } = await import('./flow-test.ts');
      await testFlowFile(file, tests, options);
    });
  flow
    .command('diff <before> <after>')
    .description(
      'say what is different between two flows, each a file or a version such as support@3 or support@live; exits with 1 when they differ',
    )
    .option('--json', 'print the differences as JSON')
    .option('--url <url>', urlHelp)
    .addOption(tokenOption())
    .action(async (before: string, after: string, flags: DiffFlags) => {
      const { diffOf } = await import('./flow-diff.ts');
      await diffOf(before, after, flags);
    });
  flow
    .command('publish <flow>')
    .description('make a flow the live version for new cases: a file, or a version such as support@3 again')
    .option('--note <text>', 'what has changed')
    .option('--expected <hash>', 'publish only while this version is live, or none')
    .option('--untested <reason>', 'publish although tests of the flow go another way; the reason is logged')
    .option(
      '--move-running',
      'have running cases go on by it, where they stand at a place it has too; without, they go on by the version they began with',
    )
    .option('--url <url>', urlHelp)
    .addOption(tokenOption())
    .action(async (given: string, flags: PublishFlags) => {
      const { publishFrom } = await import('./flow-publish.ts');
      await publishFrom(given, flags);
    });
}

const urlHelp = 'of an installation at this address, instead of the one whose database is configured here';

async function validateFile(file: string, { json }: { json?: boolean }): Promise<void> {
  const { loadNodes } = await import('../custom-nodes.ts');
  const { checkFlow, readFlowFile } = await import('../flows/flow-file.ts');
  const { catalogue } = await loadNodes();
  const checked = checkFlow(await readFlowFile(file), catalogue);
  if (json) console.log(JSON.stringify(checked.issues, null, 2));
  else printIssues(file, checked.issues);
  if (!checked.ok) process.exitCode = 1;
}
