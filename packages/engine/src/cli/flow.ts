import type { Command } from 'commander';
import type { DiffFlags } from './flow-diff.ts';
import type { PublishFlags } from './flow-publish.ts';
import type { TestFlags } from './flow-test.ts';
import type { ValidateFlags } from './flow-validate.ts';
import { tokenOption } from './token-option.ts';

export function register(program: Command): void {
  const flow = program.command('flow').description('check and publish flows');
  flow
    .command('validate <flow>')
    .description(
      'say everything that is wrong with a flow, and what does not fit a channel; exits with 1 when there is an error',
    )
    .option('--json', 'print the issues as JSON')
    .option('--url <url>', 'with the nodes, policies and channels of an installation at this address')
    .addOption(tokenOption())
    .action(async (given: string, flags: ValidateFlags) => {
      const { validateFlow } = await import('./flow-validate.ts');
      await validateFlow(given, flags);
    });
  flow
    .command('test <flow> [tests...]')
    .description(
      'play recorded conversations against a flow, offline; exits with 1 when one goes another way. Of a version, or with --url, those that are saved with the flow',
    )
    .option('--json', 'print the result as JSON')
    .option('--url <url>', urlHelp)
    .addOption(tokenOption())
    .action(async (given: string, tests: string[], flags: TestFlags) => {
      const { testGivenFlow } = await import('./flow-test.ts');
      await testGivenFlow(given, tests, flags);
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
