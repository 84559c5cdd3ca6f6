import { Command } from 'commander';
import * as api from './api.ts';
import * as caseCommand from './case.ts';
import * as demo from './demo.ts';
import * as doctor from './doctor.ts';
import * as evaluate from './eval.ts';
import * as flow from './flow.ts';
import * as policies from './policies.ts';
import * as identity from './identity.ts';
import * as knowledge from './knowledge.ts';
import * as node from './node.ts';
import * as play from './play.ts';
import * as up from './up.ts';
import * as worker from './worker.ts';

/**
 * The commands, in the order of the help. A command is one file that exports `register(program)`; it imports what is
 * heavy inside its action, so that `--help` stays quick.
 */
const commands = [
  demo,
  up,
  api,
  worker,
  doctor,
  flow,
  policies,
  knowledge,
  caseCommand,
  identity,
  play,
  evaluate,
  node,
];

const program = new Command('throughline')
  .description('Customer support as durable flows.')
  .addHelpText('after', '\nTHROUGHLINE_DEBUG=1 shows where an unexpected error came from.')
  .showHelpAfterError()
  .showSuggestionAfterError();

for (const command of commands) command.register(program);

// `throughline case show ID | head` closes the pipe when it has seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

try {
  await program.parseAsync();
} catch (error) {
  const { reportError } = await import('./report-error.ts');
  console.error(reportError(error, process.env));
  // At once: what failed half-way may have left something open that would keep the process.
  process.exit(process.exitCode ?? 1);
}
