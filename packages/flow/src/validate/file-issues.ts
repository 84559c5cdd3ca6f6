import type { z } from 'zod';
import { isRecord } from '../is-record.ts';
import type { IssueCode } from './codes.ts';
import type { Issue } from './issue.ts';
import { issue } from './issue.ts';

/** What the schema says of a file, as issues; a node or an edge is named where the file names it. */
export function fileIssues(file: unknown, error: z.ZodError): Issue[] {
  return error.issues.map((problem) => {
    const path = problem.path.map((key) => (typeof key === 'number' ? key : String(key)));
    const text = `${path.length > 0 ? `${path.join('.')}: ` : ''}${problem.message}`;
    const code = problem.code === 'unrecognized_keys' ? 'flow.invalid' : codeAt(path);
    // Whatever a code is elsewhere: a file that the schema refuses cannot be run.
    return issue(code, { path, text, severity: 'error', ...namedAt(file, path) });
  });
}

const settingsCodes: { [field: string]: IssueCode } = {
  fallbackQueue: 'settings.fallback-queue',
  fallbackTexts: 'settings.fallback-text',
  visitLimit: 'settings.visit-limit',
  languages: 'settings.languages',
  timeZone: 'settings.time-zone',
  reopenWithin: 'settings.reopen-within',
};

function codeAt([head, field]: (string | number)[]): IssueCode {
  if (head !== 'settings') return 'flow.invalid';
  // Settings that are missing altogether miss the one that has no default.
  if (field === undefined) return 'settings.fallback-queue';
  return Object.hasOwn(settingsCodes, field) ? (settingsCodes[field] ?? 'flow.invalid') : 'flow.invalid';
}

function namedAt(file: unknown, [list, index]: (string | number)[]): { node?: string; edge?: string } {
  if ((list !== 'nodes' && list !== 'edges') || typeof index !== 'number' || !isRecord(file)) return {};
  const items = file[list];
  const item: unknown = Array.isArray(items) ? items[index] : undefined;
  if (!isRecord(item) || typeof item['id'] !== 'string') return {};
  return list === 'nodes' ? { node: item['id'].slice(0, 100) } : { edge: item['id'].slice(0, 100) };
}
