import type { Config } from '../config-schema.ts';
import { formatConfigIssues, loadConfig } from '../config.ts';
import { noServerNamed, withRunningStack } from './running-stack.ts';

/**
 * The configuration from `env`, else from the process's environment and the stack that runs in this folder. Says all that
 * is missing or wrong at once, and ends the process.
 */
export async function configOrExit(env?: NodeJS.ProcessEnv): Promise<Config> {
  const loaded = loadConfig(env ?? (await withRunningStack(process.env)));
  if (loaded.ok) return loaded.config;
  console.error(formatConfigIssues(loaded.issues));
  if (env === undefined && noServerNamed(process.env))
    console.error(
      'No stack runs in .throughline of this folder either: start one with `npx throughline up`, or set what is missing.',
    );
  process.exit(78);
}
