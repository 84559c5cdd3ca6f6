import type { core } from 'zod';
import type { FieldError } from './problems.ts';

type Issue = core.$ZodIssue;

const shown = 20;

/** Zod's issues in the words of the API: the field as a path, a code, what is wrong and how to mend it. */
export function fieldErrors(issues: readonly Issue[], prefix: PropertyKey[] = []): FieldError[] {
  return issues.flatMap((issue) => errorsOf(issue, [...prefix, ...issue.path])).slice(0, shown);
}

function errorsOf(issue: Issue, path: PropertyKey[]): FieldError[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) =>
      error([...path, key], 'unknown-field', 'is not a known field.', 'Remove it.'),
    );
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const nearest = issue.errors.toSorted((a, b) => depth(b) - depth(a) || a.length - b.length)[0] ?? [];
    if (nearest.length > 0) return fieldErrors(nearest, path);
  }
  const [code, text, fix] = wordsFor(issue);
  return [error(path, code, text, fix)];
}

function wordsFor(issue: Issue): [code: string, text: string, fix: string] {
  switch (issue.code) {
    case 'invalid_type':
      return issue.message.includes('received undefined')
        ? ['missing', 'is missing.', `Send ${kind(issue.expected)}.`]
        : ['wrong-type', `is not ${kind(issue.expected)}.`, `Send ${kind(issue.expected)}.`];
    case 'too_small':
      return [
        'too-small',
        said(issue) ?? (counted(issue.origin) ? 'is too short.' : 'is too small.'),
        `Send ${amount('at least', issue.minimum, issue.origin)}.`,
      ];
    case 'too_big':
      return [
        'too-large',
        said(issue) ?? (counted(issue.origin) ? 'is too long.' : 'is too large.'),
        `Send ${amount('at most', issue.maximum, issue.origin)}.`,
      ];
    case 'invalid_value':
      return [
        'not-allowed',
        'is not one of the allowed values.',
        `Send one of: ${issue.values.map(String).join(', ')}.`,
      ];
    case 'invalid_format':
      return [
        'wrong-format',
        said(issue) ?? `is not ${formats[issue.format] ?? 'of the described format'}.`,
        `Send ${formats[issue.format] ?? 'a value of the described format'}.`,
      ];
    default:
      return ['invalid', said(issue) ?? 'is not valid.', 'See the schema in /api/openapi.json.'];
  }
}

const formats: { [format: string]: string } = {
  uuid: 'a UUID',
  email: 'an e-mail address',
  url: 'an address that starts with https://',
};

function error(path: PropertyKey[], code: string, text: string, fix: string): FieldError {
  return { field: pathText(path), code, text, fix };
}

function pathText(path: PropertyKey[]): string {
  const text = path
    .map((part) => (typeof part === 'number' ? `[${part}]` : nameText(String(part).slice(0, 60))))
    .join('')
    .replace(/^\./, '');
  return text === '' ? '(whole)' : text;
}

/** Names that are not made of plain characters are quoted, so that blank and reversed ones can be seen. */
function nameText(name: string): string {
  if (/^[\w$[\]-]+$/.test(name)) return `.${name}`;
  const visible = JSON.stringify(name).replace(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `[${visible}]`;
}

function depth(issues: readonly Issue[]): number {
  return Math.max(0, ...issues.map((issue) => issue.path.length));
}

function kind(expected: string): string {
  const names: { [type: string]: string } = {
    int: 'a whole number',
    record: 'an object',
    nonoptional: 'a value',
  };
  return names[expected] ?? `${/^[aeiou]/.test(expected) ? 'an' : 'a'} ${expected}`;
}

function amount(bound: string, limit: number | bigint, origin: string): string {
  const unit = limit === 1 ? units[origin]?.[0] : units[origin]?.[1];
  return [bound, String(limit), unit].filter(Boolean).join(' ');
}

const units: { [origin: string]: [one: string, more: string] } = {
  string: ['character', 'characters'],
  array: ['entry', 'entries'],
  set: ['entry', 'entries'],
};
const counted = (origin: string) => origin in units;

/** What the schema itself says of it; the library's own words name neither field nor fix. */
function said({ message }: Issue): string | undefined {
  return /^(Too (small|big)|Invalid|Unrecognized|No matching)/.test(message) ? undefined : sentence(message);
}

function sentence(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`;
}
