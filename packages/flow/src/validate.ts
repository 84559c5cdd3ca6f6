import type { Catalogue } from './declaration.ts';
import { isRecord } from './is-record.ts';
import { migrateFlow } from './migrations.ts';
import { flowSchema } from './schema.ts';
import type { Flow } from './schema.ts';
import { answers } from './validate/answers.ts';
import { channels } from './validate/channels.ts';
import { configNodes } from './validate/config-nodes.ts';
import type { Rule, ValidateOptions } from './validate/context.ts';
import { createContext } from './validate/context.ts';
import { edges } from './validate/edges.ts';
import { expressions } from './validate/expressions.ts';
import { fallbackText } from './validate/fallback-text.ts';
import { fileIssues } from './validate/file-issues.ts';
import { ids } from './validate/ids.ts';
import type { Issue } from './validate/issue.ts';
import { issue } from './validate/issue.ts';
import { reach } from './validate/reach.ts';
import { requiredPorts } from './validate/required-ports.ts';
import { spinningLoops } from './validate/spinning-loops.ts';

export type { ValidateOptions } from './validate/context.ts';
export type { Issue } from './validate/issue.ts';
export type { IssueCode } from './validate/codes.ts';

/** One file each in `validate/`. They run on a file that the schema accepts. */
const rules: Rule[] = [
  ids,
  edges,
  requiredPorts,
  reach,
  answers,
  spinningLoops,
  expressions,
  configNodes,
  channels,
  fallbackText,
];

/**
 * All that is wrong with a flow file, of this schema or an older one; a flow without an `error` can be published and run.
 * Never throws, whatever it is given.
 */
export function validate(flowLike: unknown, catalogue: Catalogue, options: ValidateOptions = {}): Issue[] {
  return readFlow(flowLike, (flow) => {
    const context = createContext(flow, catalogue, options);
    return [...context.issues, ...rules.flatMap((rule) => rule(context))];
  });
}

/** The flow in a file, brought to today's schema; undefined when the file is none (`validate` says why). */
export function parseFlow(flowLike: unknown): Flow | undefined {
  let found: Flow | undefined;
  const problems = readFlow(flowLike, (flow) => {
    found = flow;
    return [];
  });
  return problems.length === 0 ? found : undefined;
}

function readFlow(flowLike: unknown, check: (flow: Flow) => Issue[]): Issue[] {
  try {
    const migrated = migrateFlow(flowLike);
    if (!migrated.ok) return [issue(migrated.code, { path: ['schema'], text: migrated.text })];
    const parsed = flowSchema.safeParse(migrated.flow);
    if (parsed.success) return check(parsed.data);
    const problems = fileIssues(migrated.flow, parsed.error);
    const drawn = flowSchema.safeParse(withPlainSettings(migrated.flow));
    // Settings that are wrong do not keep the author from hearing about the rest.
    return drawn.success ? [...problems, ...check(drawn.data)] : problems;
  } catch (error) {
    // Getters and proxies can throw anything; a file read from JSON never comes here.
    const text = `The flow cannot be read: ${error instanceof Error ? error.message : 'it is not JSON'}.`;
    return [issue('flow.invalid', { path: [], text })];
  }
}

function withPlainSettings(file: unknown): unknown {
  return isRecord(file) ? { ...file, settings: { fallbackQueue: 'fallback' } } : file;
}
