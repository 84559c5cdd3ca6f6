import type { Config } from '../config-schema.ts';
import { formatConfigIssues, loadConfig } from '../config.ts';

/** The configuration from the environment; says all that is missing or wrong at once, and ends the process. */
export function configOrExit(env: NodeJS.ProcessEnv = process.env): Config {
  const loaded = loadConfig(env);
  if (loaded.ok) return loaded.config;
  console.error(formatConfigIssues(loaded.issues));
  process.exit(78);
}
