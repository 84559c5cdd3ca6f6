import type { Config } from '../config-schema.ts';
import { formatConfigIssues, loadConfig } from '../config.ts';
import { withRunningStack } from './running-stack.ts';

/**
 * The configuration from `env`, else from the process's environment and the stack that runs in this folder. Says all that
 * is missing or wrong at once, and ends the process.
 */
export async function configOrExit(env?: NodeJS.ProcessEnv): Promise<Config> {
  const loaded = loadConfig(env ?? (await withRunningStack(process.env)));
  if (loaded.ok) return loaded.config;
  console.error(formatConfigIssues(loaded.issues));
  process.exit(78);
}
