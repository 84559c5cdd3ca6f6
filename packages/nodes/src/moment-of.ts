import { dateParts } from '@throughline/flow/expression/time-zone';
import type { Json } from '@throughline/flow/json';
import { isDate } from './calendar.ts';

const stamp = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/**
 * The moment that a value names: milliseconds, a time with its offset (`2026-12-24T18:00:00Z`), or a date, which begins at
 * midnight in the given time zone. Undefined for anything else.
 */
export function momentOf(value: Json, timeZone: string): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string') return undefined;
  if (isDate(value)) return startOfDay(value, timeZone);
  const time = stamp.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

/** The first moment of a date; where clocks are put forward at midnight that is 01:00. */
function startOfDay(date: string, timeZone: string): number | undefined {
  const midnight = Date.parse(`${date}T00:00:00Z`);
  const quarter = 900_000;
  // No offset is further from UTC than 15 hours, and all but historic ones are whole quarters of an hour.
  for (let time = midnight - 15 * 3_600_000; time <= midnight + 15 * 3_600_000; time += quarter) {
    if (dateParts(time, timeZone)?.date === date) return time;
  }
  return undefined;
}
