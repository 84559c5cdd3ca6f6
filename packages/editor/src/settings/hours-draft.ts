import type { Json, JsonObject } from '@throughline/flow/json';
import {
  CalendarError,
  isDate,
  parseCalendar,
  parsePeriods,
  weekdays,
  type Period,
} from '@throughline/nodes/calendar';
import type { ReadDraft } from './policy-draft.ts';

export type Weekday = (typeof weekdays)[number];

/** Opening hours as they are typed: a text for each weekday, a line for each holiday. */
export type HoursDraft = {
  days: { [day in Weekday]: string };
  holidays: string;
  timeZone: string;
  /** What else the value holds, which is kept. */
  rest: JsonObject;
};

/** As people write a week. */
export const week: Weekday[] = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

export function hoursDraftOf(value: Json | undefined): HoursDraft {
  const days = Object.fromEntries(week.map((day) => [day, ''])) as HoursDraft['days'];
  const empty = { days, holidays: '', timeZone: browserZone(), rest: {} };
  try {
    const calendar = parseCalendar(value, 'UTC');
    for (const [index, day] of weekdays.entries())
      days[day] = (calendar.days[index] ?? []).map(periodText).join(', ');
    const object = isObject(value) ? value : {};
    const { weekly: _, holidays, timeZone, ...others } = object;
    const rest = Object.fromEntries(
      Object.entries(others).filter(([name]) => !week.includes(name as Weekday)),
    );
    return {
      days,
      holidays: (Array.isArray(holidays) ? holidays : []).map(holidayText).join('\n'),
      timeZone: typeof timeZone === 'string' ? timeZone : '',
      rest,
    };
  } catch (error) {
    if (error instanceof CalendarError) return empty;
    throw error;
  }
}

export function hoursIn({ days, holidays, timeZone, rest }: HoursDraft): ReadDraft {
  try {
    const weekly = Object.fromEntries(week.map((day) => [day, parsePeriods(days[day]).map(periodOf)]));
    const value: JsonObject = {
      ...rest,
      ...(timeZone.trim() !== '' && { timeZone: timeZone.trim() }),
      weekly,
      holidays: holidays.split('\n').flatMap(holidayIn),
    };
    parseCalendar(value, 'UTC');
    return { ok: true, value };
  } catch (error) {
    if (error instanceof CalendarError) return { ok: false, text: sentence(error.message) };
    throw error;
  }
}

function periodOf({ from, to }: Period): JsonObject {
  return { from: clock(from), to: clock(to) };
}

function periodText({ from, to }: Period): string {
  return `${clock(from)}-${clock(to)}`;
}

function clock(minutes: number): string {
  const within = minutes > 1_440 ? minutes - 1_440 : minutes;
  return `${String(Math.floor(within / 60)).padStart(2, '0')}:${String(within % 60).padStart(2, '0')}`;
}

function holidayText(holiday: Json): string {
  if (!isObject(holiday)) return typeof holiday === 'string' ? holiday : '';
  const { date, name, title } = holiday;
  const called = typeof name === 'string' ? name : typeof title === 'string' ? title : '';
  return `${typeof date === 'string' ? date : ''} ${called}`.trim();
}

function holidayIn(line: string): JsonObject[] {
  const text = line.trim();
  if (text === '') return [];
  const [date = '', ...words] = text.split(/\s+/);
  if (!isDate(date)) throw new CalendarError(`"${date}" is not a date: write it like 2026-12-25.`);
  return [{ date, ...(words.length > 0 && { name: words.join(' ') }) }];
}

function browserZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

const sentence = (text: string) => (/[.]$/.test(text) ? text : `${text}.`);

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
