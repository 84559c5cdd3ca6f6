import { readFileSync } from 'node:fs';
import { channelPairs, channelsConfigOf } from './channel-config.ts';
import type { Config, ConfigIssue, Environment } from './config-schema.ts';
import { environment, variableNames, variables } from './config-schema.ts';
import type { ModelConfig } from './model-config.ts';
import { modelConfigOf, modelEnvironment } from './model-config.ts';
import { voiceChoices } from './voice-config.ts';

export type { Config, ConfigIssue } from './config-schema.ts';

type Env = Readonly<Record<string, string | undefined>>;

export type LoadedConfig = { ok: true; config: Config } | { ok: false; issues: ConfigIssue[] };

/**
 * Reads every variable of the engine from `env` and reports all that is missing or wrong at once. Values of secrets are
 * never part of an issue. An empty value counts as not set.
 */
export function loadConfig(env: Env): LoadedConfig {
  const set = withoutEmpty(env);
  const parsed = environment.safeParse(set);
  const issues = [
    ...misspelled(set),
    ...(parsed.success ? [] : parsed.error.issues.map((issue) => issueOf(issue, set))),
    ...incomplete(set),
    ...conflicting(set),
  ];
  const files = readFiles(set, issues);
  if (!parsed.success || issues.length > 0) return { ok: false, issues: inOrder(issues) };
  return { ok: true, config: configOf(parsed.data, files) };
}

/** The part of it that names the models, for a command that brings its own servers. */
export function loadModelConfig(
  env: Env,
): { ok: true; config: ModelConfig } | { ok: false; issues: ConfigIssue[] } {
  const set = withoutEmpty(env);
  const parsed = modelEnvironment.safeParse(set);
  const issues = [
    ...(parsed.success ? [] : parsed.error.issues.map((issue) => issueOf(issue, set))),
    ...incomplete(set).filter(({ variable }) => variable in modelEnvironment.shape),
  ];
  if (!parsed.success || issues.length > 0) return { ok: false, issues: inOrder(issues) };
  return { ok: true, config: modelConfigOf(parsed.data) };
}

/** One line for each issue, for a terminal. */
export function formatConfigIssues(issues: ConfigIssue[]): string {
  const lines = issues.map((issue) => `  ${issue.variable}: ${issue.text}\n    ${issue.fix}`);
  return `The configuration has ${issues.length === 1 ? 'a problem' : `${issues.length} problems`}:\n${lines.join('\n')}\n`;
}

function withoutEmpty(env: Env): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
}

function issueOf(issue: { path: PropertyKey[]; message: string }, set: Record<string, unknown>): ConfigIssue {
  const variable = String(issue.path[0] ?? '');
  const description = variables[variable];
  const missing = set[variable] === undefined;
  return {
    variable,
    code: missing ? 'config.missing' : 'config.invalid',
    text: missing ? 'is not set.' : issue.message,
    fix: `Set it to ${description?.example ? `for example ${description.example}` : 'a valid value'}: ${description?.help ?? ''}`,
  };
}

/** Variables that make sense only together. */
function incomplete(set: Record<string, string | undefined>): ConfigIssue[] {
  const pairs = [
    ['THROUGHLINE_TEMPORAL_TLS_CERT', 'THROUGHLINE_TEMPORAL_TLS_KEY'],
    ['THROUGHLINE_TEMPORAL_TLS_KEY', 'THROUGHLINE_TEMPORAL_TLS_CERT'],
    ['OPENAI_MODEL', 'OPENAI_API_KEY'],
    ['OPENAI_EMBEDDING_MODEL', 'OPENAI_API_KEY'],
    ['OPENAI_EMBEDDING_DIMENSIONS', 'OPENAI_EMBEDDING_MODEL'],
    ['OPENAI_USD_PER_MILLION_INPUT_TOKENS', 'OPENAI_USD_PER_MILLION_OUTPUT_TOKENS'],
    ['OPENAI_USD_PER_MILLION_OUTPUT_TOKENS', 'OPENAI_USD_PER_MILLION_INPUT_TOKENS'],
    ['OPENAI_USD_PER_MILLION_EMBEDDING_TOKENS', 'OPENAI_EMBEDDING_MODEL'],
    ...channelPairs,
  ] as const;
  return pairs
    .filter(([given, needed]) => set[given] !== undefined && set[needed] === undefined)
    .map(([given, needed]) => ({
      variable: needed,
      code: 'config.missing',
      text: `is not set, and ${given} needs it.`,
      fix: `Set ${needed}, or remove ${given}.`,
    }));
}

/** Variables of which only one can hold. */
function conflicting(set: Record<string, string | undefined>): ConfigIssue[] {
  return voiceChoices
    .filter(([one, other]) => set[one] !== undefined && set[other] !== undefined)
    .map(([one, other]) => ({
      variable: other,
      code: 'config.conflict',
      text: `is set, and so is ${one}.`,
      fix: `Remove ${one} or ${other}: calls go by one provider.`,
    }));
}

/** A name that almost is one of ours is a typing mistake that would otherwise be ignored in silence. */
function misspelled(set: Record<string, string | undefined>): ConfigIssue[] {
  return Object.keys(set).flatMap((name) => {
    if (variableNames.includes(name) || !/^(THROUGHLINE|WEBCHAT)_/.test(name)) return [];
    const meant = variableNames.find((known) => distance(known, name) <= 2);
    return meant
      ? [
          {
            variable: name,
            code: 'config.unknown',
            text: 'is not a variable of Throughline.',
            fix: `Did you mean ${meant}?`,
          },
        ]
      : [];
  });
}

type TlsFiles = { certificate?: Buffer; key?: Buffer; serverRootCa?: Buffer };

function readFiles(set: Record<string, string | undefined>, issues: ConfigIssue[]): TlsFiles {
  const read = (variable: string): Buffer | undefined => {
    const path = set[variable];
    if (path === undefined) return undefined;
    try {
      return readFileSync(path);
    } catch {
      issues.push({
        variable,
        code: 'config.unreadable',
        text: 'names a file that cannot be read.',
        fix: 'Give the path of a PEM file that this process may read.',
      });
      return undefined;
    }
  };
  const certificate = read('THROUGHLINE_TEMPORAL_TLS_CERT');
  const key = read('THROUGHLINE_TEMPORAL_TLS_KEY');
  const serverRootCa = read('THROUGHLINE_TEMPORAL_TLS_CA');
  return { ...(certificate && { certificate }), ...(key && { key }), ...(serverRootCa && { serverRootCa }) };
}

function configOf(env: Environment, tls: TlsFiles): Config {
  const port = env.THROUGHLINE_PORT;
  return {
    temporal: {
      address: env.THROUGHLINE_TEMPORAL_ADDRESS,
      namespace: env.THROUGHLINE_TEMPORAL_NAMESPACE,
      taskQueue: env.THROUGHLINE_TEMPORAL_TASK_QUEUE,
      ...(env.THROUGHLINE_TEMPORAL_API_KEY && { apiKey: env.THROUGHLINE_TEMPORAL_API_KEY }),
      ...(Object.keys(tls).length > 0 && { tls }),
    },
    mongodb: { url: env.THROUGHLINE_MONGODB_URL, database: env.THROUGHLINE_MONGODB_DATABASE },
    chroma: { url: env.THROUGHLINE_CHROMA_URL },
    ...modelConfigOf(env),
    masterKey: env.THROUGHLINE_MASTER_KEY,
    publicUrl: env.THROUGHLINE_PUBLIC_URL ?? `http://localhost:${port}`,
    host: env.THROUGHLINE_HOST,
    port,
    metrics: { ...(env.THROUGHLINE_METRICS_TOKEN && { token: env.THROUGHLINE_METRICS_TOKEN }) },
    trustedProxies: env.THROUGHLINE_TRUSTED_PROXIES,
    webchat: {
      ...(env.WEBCHAT_IDENTITY_SECRET && { identitySecret: env.WEBCHAT_IDENTITY_SECRET }),
      origins: env.WEBCHAT_ALLOWED_ORIGINS,
    },
    channels: channelsConfigOf(env),
    http: { allowedAddresses: env.THROUGHLINE_HTTP_ALLOWED_ADDRESSES },
    rateLimitScale: env.THROUGHLINE_RATE_LIMIT_SCALE,
    unprovenCallbacksAnHour: env.THROUGHLINE_UNPROVEN_CALLBACKS_PER_HOUR,
    flowId: env.THROUGHLINE_FLOW,
    logLevel: env.THROUGHLINE_LOG_LEVEL,
  };
}

function inOrder(issues: ConfigIssue[]): ConfigIssue[] {
  const unique = new Map(issues.toReversed().map((issue) => [issue.variable, issue]));
  return [...unique.values()].sort(
    (a, b) => variableNames.indexOf(a.variable) - variableNames.indexOf(b.variable),
  );
}

/** Levenshtein. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
