import { limits } from './limits.ts';
import { PatternError } from './pattern-parse.ts';
import { findPattern } from './pattern.ts';
import { textOf } from './text-of.ts';
import { dateParts } from './time-zone.ts';
import type { DateParts } from './time-zone.ts';
import { Duration, Timestamp, kindOf, sizeOf } from './value.ts';
import type { Value } from './value.ts';

/** Says what is wrong with an input; the evaluator adds the place. */
export class InputError extends Error {}

/** The answer would be too large, or take too long. */
export class LimitError extends Error {}

type Call = { least: number; most: number; run: (...inputs: Value[]) => Value };

/** Called as `size(x)`. */
export const functions = {
  size: call(1, (value) => size(value)),
  string: call(1, (value) => joined([value], '')),
  int: call(1, (value) => Math.trunc(toNumber(value))),
  double: call(1, (value) => toNumber(value)),
  number: call(1, (value) => toNumber(value)),
  bool: call(1, (value) => toBoolean(value)),
  timestamp: call(1, (value) => toTimestamp(value)),
  duration: call(1, (value) => toDuration(text(value))),
  fromMillis: call(1, (value) => new Timestamp(number(value))),
  abs: call(1, (value) => Math.abs(number(value))),
  ceil: call(1, (value) => Math.ceil(number(value))),
  floor: call(1, (value) => Math.floor(number(value))),
  round: call(1, (value, digits = 0) => round(number(value), number(digits)), 2),
  min: call(1, (...values) => Math.min(...values.map(number)), 8),
  max: call(1, (...values) => Math.max(...values.map(number)), 8),
  dyn: call(1, (value) => value),
} satisfies Record<string, Call>;

/** Called as `x.size()`; the first input is what stands before the dot. */
export const methods = {
  size: call(0, (value) => size(value)),
  contains: call(1, (value, part) => text(value).includes(text(part))),
  containsAny: call(1, (value, parts) => list(parts).some((part) => text(value).includes(text(part)))),
  startsWith: call(1, (value, part) => text(value).startsWith(text(part))),
  endsWith: call(1, (value, part) => text(value).endsWith(text(part))),
  matches: call(1, (value, pattern) => matches(text(value), text(pattern))),
  lower: call(0, (value) => text(value).toLowerCase()),
  lowerAscii: call(0, (value) => text(value).replace(/[A-Z]/g, (letter) => letter.toLowerCase())),
  upper: call(0, (value) => text(value).toUpperCase()),
  upperAscii: call(0, (value) => text(value).replace(/[a-z]/g, (letter) => letter.toUpperCase())),
  trim: call(0, (value) => text(value).trim()),
  replace: call(2, (value, part, other) => joined(text(value).split(text(part)), text(other))),
  split: call(1, (value, separator) => text(value).split(text(separator))),
  join: call(0, (value, separator = '') => joined(list(value), text(separator)), 1),
  indexOf: call(1, (value, part) => text(value).indexOf(text(part))),
  lastIndexOf: call(1, (value, part) => text(value).lastIndexOf(text(part))),
  substring: call(1, (value, from, to) => substring(text(value), number(from ?? 0), to), 2),
  first: call(0, (value) => entry(list(value), 0)),
  last: call(0, (value) => entry(list(value), -1)),
  getFullYear: call(0, (value, zone) => parts(value, zone).year, 1),
  getMonth: call(0, (value, zone) => parts(value, zone).month - 1, 1),
  getDate: call(0, (value, zone) => parts(value, zone).day, 1),
  getDayOfMonth: call(0, (value, zone) => parts(value, zone).day - 1, 1),
  getDayOfWeek: call(0, (value, zone) => parts(value, zone).weekday, 1),
  getHours: call(
    0,
    (value, zone) => (value instanceof Duration ? whole(value, 3_600_000) : parts(value, zone).hour),
    1,
  ),
  getMinutes: call(
    0,
    (value, zone) => (value instanceof Duration ? whole(value, 60_000) : parts(value, zone).minute),
    1,
  ),
  getSeconds: call(
    0,
    (value, zone) => (value instanceof Duration ? whole(value, 1_000) : parts(value, zone).second),
    1,
  ),
  date: call(0, (value, zone) => parts(value, zone).date, 1),
  time: call(0, (value, zone) => parts(value, zone).time, 1),
} satisfies Record<string, Call>;

export type FunctionName = keyof typeof functions;
export type MethodName = keyof typeof methods;

/** `least` inputs are needed (beside what stands before the dot), `most` are taken. */
function call(least: number, run: Call['run'], most = least): Call {
  return { least, most, run };
}

function text(value: Value | undefined): string {
  if (typeof value === 'string') return value;
  throw wants('a text', value);
}

function number(value: Value | undefined): number {
  if (typeof value === 'number') return value;
  throw wants('a number', value);
}

function list(value: Value | undefined): Value[] {
  if (Array.isArray(value)) return value;
  throw wants('a list', value);
}

function wants(what: string, value: Value | undefined): InputError {
  return new InputError(`needs ${what}, got ${value === undefined ? 'nothing' : kindOf(value)}`);
}

function size(value: Value): number {
  if (typeof value === 'string') return Array.from(value).length;
  if (Array.isArray(value)) return value.length;
  if (kindOf(value) === 'object') return Object.keys(value as object).length;
  throw wants('a text, a list or an object', value);
}

function matches(value: string, pattern: string): boolean {
  if (pattern.length > limits.pattern)
    throw new LimitError(`takes a pattern of at most ${limits.pattern} characters`);
  if (value.length > limits.patternText)
    throw new LimitError(`looks through at most ${limits.patternText} characters`);
  try {
    return findPattern(pattern, value);
  } catch (error) {
    if (error instanceof PatternError) throw new InputError(error.message);
    throw error;
  }
}

/** Counted before it is made: a short expression can ask for a text of gigabytes. */
function joined(values: Value[], separator: string): string {
  const size = sizeOf(values, limits.result) + separator.length * Math.max(0, values.length - 1);
  if (size > limits.result)
    throw new LimitError(`would make a text of more than ${limits.result} characters`);
  return values.map(textOf).join(separator);
}

function toNumber(value: Value): number {
  if (typeof value === 'number') return value;
  const source = text(value).trim();
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(source)) return Number(source);
  throw new InputError(`cannot make a number of "${source.slice(0, 40)}"`);
}

function toBoolean(value: Value): boolean {
  if (typeof value === 'boolean') return value;
  const source = text(value).toLowerCase();
  if (source === 'true' || source === 'false') return source === 'true';
  throw new InputError(`cannot make a boolean of "${source.slice(0, 40)}"; write "true" or "false"`);
}

function toTimestamp(value: Value): Timestamp {
  if (value instanceof Timestamp) return value;
  // As in CEL, a number counts seconds; `fromMillis` takes milliseconds.
  if (typeof value === 'number') return new Timestamp(value * 1000);
  const source = text(value);
  // With a zone only: a text without one would be read in the time zone of the machine.
  const ms = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(source)
    ? Date.parse(source)
    : Number.NaN;
  if (!Number.isNaN(ms)) return new Timestamp(ms);
  throw new InputError(`cannot make a time of "${source.slice(0, 40)}"; write it as "2026-11-21T10:00:00Z"`);
}

const unitMs: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function toDuration(source: string): Duration {
  if (!/^-?(\d+(\.\d+)?(ms|s|m|h|d))+$/.test(source)) {
    throw new InputError(
      `cannot make a duration of "${source.slice(0, 40)}"; write it as "90s", "30m", "24h" or "7d"`,
    );
  }
  let ms = 0;
  for (const [, count, unit] of source.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g))
    ms += Number(count) * (unitMs[unit ?? ''] ?? 0);
  return new Duration(source.startsWith('-') ? -ms : ms);
}

function round(value: number, digits: number): number {
  if (!Number.isInteger(digits) || digits < 0 || digits > 10)
    throw new InputError('rounds to 0 to 10 digits');
  if (String(value).includes('e')) return value;
  // Through the decimal text, so that 1.005 rounds as people expect of the number they see.
  return Number(`${Math.round(Number(`${value}e${digits}`))}e-${digits}`);
}

function substring(value: string, from: number, to: Value | undefined): string {
  const end = to === undefined ? value.length : number(to);
  if (from >= 0 && from <= end && end <= value.length) return value.slice(from, end);
  throw new InputError(`cannot take ${from} to ${end} of a text with ${value.length} characters`);
}

function entry(values: Value[], index: number): Value {
  const value = values.at(index);
  if (value !== undefined) return value;
  throw new InputError('needs a list that is not empty');
}

function parts(value: Value, zone: Value | undefined): DateParts {
  if (!(value instanceof Timestamp)) throw wants('a timestamp', value);
  const name = zone === undefined ? 'UTC' : text(zone);
  const result = dateParts(value.ms, name);
  if (result) return result;
  throw new InputError(`does not know the time zone "${name.slice(0, 40)}"; write it as "Europe/London"`);
}

function whole(duration: Duration, unit: number): number {
  return Math.trunc(duration.ms / unit);
}
