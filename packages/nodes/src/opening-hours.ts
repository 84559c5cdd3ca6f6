import { dateParts } from '@throughline/flow/expression/time-zone';
import type { Calendar } from './calendar.ts';

const minute = 60_000;
const quarter = 15 * minute;
const day = 86_400_000;
/** Longer than any run of holidays, so that a calendar which never opens ends the search. */
const searchedDays = 400;

/** Whether the wall clock of the calendar's time zone stands within a period. */
export function isOpen(calendar: Calendar, at: number): boolean {
  const today = wallClock(calendar, at);
  return (
    periodsOn(calendar, today).some(({ from, to }) => today.minute >= from && today.minute < to) ||
    periodsOn(calendar, dayBefore(today)).some(({ to }) => today.minute + 1_440 < to)
  );
}

/**
 * The first moment from `at` on at which it is open; undefined when it does not open within 400 days. Exact where clocks
 * change: a period that starts in the hour left out opens when that hour is jumped over.
 */
export function opensAt(calendar: Calendar, at: number): number | undefined {
  if (isOpen(calendar, at)) return at;
  let time = at;
  while (time <= at + searchedDays * day) {
    const next = nextOpening(calendar, time) ?? time + day;
    const change = clockChange(calendar.timeZone, time, next);
    time = change ?? next;
    if (isOpen(calendar, time)) return time;
  }
  return undefined;
}

/** When it is open from `at` until `end`, as up to `limit` stretches; breaks shorter than a quarter of an hour count as open. */
export function openStretches(
  calendar: Calendar,
  { at, end, limit }: { at: number; end: number; limit: number },
): { from: number; until: number }[] {
  const stretches: { from: number; until: number }[] = [];
  for (let from = opensAt(calendar, at); from !== undefined && from < end && stretches.length < limit;) {
    const until = closesAt(calendar, from, end);
    stretches.push({ from, until });
    from = until < end ? opensAt(calendar, until) : undefined;
  }
  return stretches;
}

/** The minute from which it is closed, or `end`. It is open at `from`. */
function closesAt(calendar: Calendar, from: number, end: number): number {
  let open = from;
  while (open < end && isOpen(calendar, open + quarter)) open += quarter;
  let until = open - (open % minute);
  while (until < end && isOpen(calendar, until)) until += minute;
  return Math.min(until, end);
}

/** The next start of a period within a day, as if the clocks did not change on the way. */
function nextOpening(calendar: Calendar, time: number): number | undefined {
  const now = wallClock(calendar, time);
  const sinceMinute = ((time % minute) + minute) % minute;
  const today = periodsOn(calendar, now).map(({ from }) => from);
  const tomorrow = periodsOn(calendar, dayAfter(now)).map(({ from }) => from + 1_440);
  const next = [...today, ...tomorrow].filter((from) => from > now.minute).sort((a, b) => a - b)[0];
  return next === undefined ? undefined : time - sinceMinute + (next - now.minute) * minute;
}

/** The moment after `from`, up to `to`, at which the offset of the time zone changes first, if it does. */
function clockChange(timeZone: string, from: number, to: number): number | undefined {
  const offset = offsetAt(timeZone, from);
  if (offsetAt(timeZone, to) === offset) return undefined;
  let [before, after] = [Math.floor(from / minute), Math.ceil(to / minute)];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (offsetAt(timeZone, middle * minute) === offset) before = middle;
    else after = middle;
  }
  return after * minute;
}

function offsetAt(timeZone: string, at: number): number {
  const { year, month, day, hour, minute: minutes } = wallParts(timeZone, at);
  return Date.UTC(year, month - 1, day, hour, minutes) - Math.floor(at / minute) * minute;
}

type Day = { date: string; weekday: number };

function wallClock(calendar: Calendar, at: number): Day & { minute: number } {
  const { date, weekday, hour, minute } = wallParts(calendar.timeZone, at);
  return { date, weekday, minute: hour * 60 + minute };
}

function wallParts(timeZone: string, at: number) {
  const parts = dateParts(at, timeZone);
  if (!parts) throw new RangeError(`There is no such time as ${at} in ${timeZone}.`);
  return parts;
}

function periodsOn(calendar: Calendar, { date, weekday }: Day) {
  return calendar.holidays.includes(date) ? [] : (calendar.days[weekday] ?? []);
}

function dayBefore(today: Day): Day {
  return dayBeside(today, -1);
}

function dayAfter(today: Day): Day {
  return dayBeside(today, 1);
}

function dayBeside({ date, weekday }: Day, step: number): Day {
  const beside = new Date(Date.parse(`${date}T00:00:00Z`) + step * day);
  return { date: beside.toISOString().slice(0, 10), weekday: (weekday + step + 7) % 7 };
}
