import type { Json } from '@throughline/flow/json';
import type { StoreIssue } from './issue.ts';

export const policyTypes = ['text', 'number', 'boolean', 'date', 'list', 'object'] as const;

/** `date`: `YYYY-MM-DD`. `list`: of texts. `object`: anything with named fields, such as opening hours. */
export type PolicyType = (typeof policyTypes)[number];

const expected: { [Type in PolicyType]: { is(value: Json): boolean; fix: string } } = {
  text: {
    is: (value) => typeof value === 'string' && value.length <= 2_000,
    fix: 'Give a text of at most 2,000 characters.',
  },
  number: {
    is: (value) => typeof value === 'number' && Number.isFinite(value),
    fix: 'Give a number, such as 30.',
  },
  boolean: { is: (value) => typeof value === 'boolean', fix: 'Give true or false.' },
  date: {
    is: (value) => typeof value === 'string' && isDate(value),
    fix: 'Give a day as YYYY-MM-DD, such as 2026-12-24.',
  },
  list: {
    is: (value) =>
      Array.isArray(value) && value.length <= 200 && value.every((item) => typeof item === 'string'),
    fix: 'Give a list of at most 200 texts.',
  },
  object: {
    is: (value) =>
      typeof value === 'object' &&
      value !== null &&
      !Array.isArray(value) &&
      JSON.stringify(value).length <= 20_000,
    fix: 'Give an object of at most 20,000 characters.',
  },
};

/** Names are what expressions can say (`policy.refund_days`); they also name fields of a row. */
const name = /^[a-z][a-zA-Z0-9_]{0,59}$/;

export function checkPolicy(change: {
  name: string;
  type: string;
  value: Json;
  title: string;
}): StoreIssue[] {
  const issues: StoreIssue[] = [];
  if (!name.test(change.name)) {
    issues.push({
      code: 'policy.name',
      field: 'name',
      text: `"${change.name.slice(0, 80)}" cannot be a policy's name.`,
      fix: 'Begin with a small letter and use letters, digits and _ only, at most 60, such as refund_days.',
    });
  }
  if (change.title.trim() === '') {
    issues.push({
      code: 'policy.title',
      field: 'title',
      text: 'The policy has no title.',
      fix: 'Say in a few words what it is.',
    });
  }
  const type = policyTypes.find((known) => known === change.type);
  if (!type) {
    const fix = `Use one of ${policyTypes.join(', ')}.`;
    issues.push({
      code: 'policy.type',
      field: 'type',
      text: `There is no policy type "${change.type.slice(0, 40)}".`,
      fix,
    });
  } else if (!expected[type].is(change.value)) {
    const text = `The value is not a ${type}.`;
    issues.push({ code: 'policy.value', field: 'value', text, fix: expected[type].fix });
  }
  return issues;
}

function isDate(text: string): boolean {
  const date = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
  return date !== undefined && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
