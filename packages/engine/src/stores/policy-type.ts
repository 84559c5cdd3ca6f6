import type { Json } from '@throughline/flow/json';
import { durationMs } from '@throughline/flow/duration';
import { CalendarError, parseCalendar } from '@throughline/nodes/calendar';
import type { StoreIssue } from './issue.ts';

export const policyTypes = [
  'text',
  'number',
  'boolean',
  'money',
  'date',
  'duration',
  'openingHours',
  'list',
  'object',
] as const;

/**
 * `money`: `{ amount, currency }`. `date`: `YYYY-MM-DD`. `duration`: `24h` or ISO 8601 (`PT24H`). `openingHours`: a calendar as
 * the business hours node reads it. `list`: of texts. `object`: anything else with named fields.
 */
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
  money: {
    is: isMoney,
    fix: 'Give an amount with its currency, such as { "amount": 20, "currency": "GBP" }.',
  },
  duration: {
    is: (value) => typeof value === 'string' && (durationMs(value) !== undefined || isoDuration.test(value)),
    fix: 'Give a duration such as 24h or PT24H.',
  },
  openingHours: {
    is: isOpeningHours,
    fix: 'Give opening hours such as "Mon-Fri 09:00-17:00", or an object with timeZone, weekly and holidays.',
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

/** https://en.wikipedia.org/wiki/ISO_8601#Durations, without years and months, whose length varies. */
const isoDuration = /^P(?=.)(\d+W|(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?)$/;

function isMoney(value: Json): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { amount, currency } = value;
  return (
    typeof amount === 'number' &&
    Number.isFinite(amount) &&
    typeof currency === 'string' &&
    /^[A-Z]{3}$/.test(currency)
  );
}

function isOpeningHours(value: Json): boolean {
  try {
    parseCalendar(value, 'UTC');
    return true;
  } catch (error) {
    if (error instanceof CalendarError) return false;
    throw error;
  }
}

function isDate(text: string): boolean {
  const date = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
  return date !== undefined && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
