import { Command } from 'commander';
import * as doctor from './doctor.ts';
import * as evaluate from './eval.ts';
import * as node from './node.ts';
import * as up from './up.ts';

/**
 * The commands, in the order of the help. A command is one file that exports `register(program)`; it imports what is
 * heavy inside its action, so that `--help` stays quick.
 */
const commands = [up, doctor, evaluate, node];

const program = new Command('throughline')
  .description('Customer support as durable flows.')
  .showHelpAfterError()
  .showSuggestionAfterError();

for (const command of commands) command.register(program);

await program.parseAsync();
