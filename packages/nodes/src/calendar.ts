import type { Json, JsonObject } from '@throughline/flow/json';
import { isTimeZone } from '@throughline/flow/expression/time-zone';

/** Opening hours of a week in one time zone. */
export type Calendar = {
  timeZone: string;
  /** Periods of each weekday, Sunday first. */
  days: Period[][];
  /** Dates such as `2026-12-25` on which nothing opens. */
  holidays: string[];
};

/** Minutes since midnight on the wall; `to` is above 1,440 when the period ends on the next day. */
export type Period = { from: number; to: number };

export const weekdays = [
  'sunday',
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
] as const;

export class CalendarError extends Error {}

/**
 * Reads `{ weekly: { monday: [{ from: '09:00', to: '17:00' }], ... }, holidays: [{ date: '2026-12-25' }], timeZone }` as
 * policies hold it, the same without `weekly` and with texts (`monday: '09:00-12:30, 13:30-17:00'`, `'2026-12-25'`), or a
 * text such as `Mon-Fri 09:00-17:00; Sat 10:00-14:00`. A day left out is closed; a time zone in the value wins over the
 * given one. Throws `CalendarError`.
 */
export function parseCalendar(value: Json | undefined, timeZone: string): Calendar {
  const fields = typeof value === 'string' ? { ...fieldsOfText(value) } : value;
  if (!isObject(fields)) {
    throw new CalendarError(
      'Opening hours are an object with a field for each weekday, or a text such as "Mon-Fri 09:00-17:00".',
    );
  }
  const weekly = isObject(fields['weekly']) ? fields['weekly'] : fields;
  const zone =
    typeof fields['timeZone'] === 'string' && fields['timeZone'] !== '' ? fields['timeZone'] : timeZone;
  if (!isTimeZone(zone))
    throw new CalendarError(`"${zone}" is not a time zone: use a name such as Europe/Berlin.`);
  return {
    timeZone: zone,
    days: weekdays.map((day) => parsePeriods(weekly[day] ?? '')),
    holidays: parseHolidays(fields['holidays'] ?? []),
  };
}

/** The periods of `09:00-12:30, 13:30-17:00`; none for an empty text or "closed". Throws `CalendarError`. */
export function parsePeriods(value: Json): Period[] {
  const periods = typeof value === 'string' ? value.split(',') : value;
  if (!Array.isArray(periods))
    throw new CalendarError('The hours of a day are a text such as "09:00-17:00".');
  return periods
    .map((period) =>
      isObject(period) ? `${textOf(period['from'])}-${textOf(period['to'])}` : textOf(period),
    )
    .map((text) => text.trim().toLowerCase())
    .filter((text) => text !== '' && text !== 'closed')
    .map(parsePeriod)
    .sort((a, b) => a.from - b.from);
}

function parsePeriod(text: string): Period {
  const found = /^(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})$/.exec(text);
  const [fromHour = 99, fromMinute = 99, toHour = 99, toMinute = 99] = found?.slice(1).map(Number) ?? [];
  const from = fromHour * 60 + fromMinute;
  const to = toHour * 60 + toMinute;
  if (fromMinute > 59 || toMinute > 59 || from >= 1_440 || to > 1_440 || from === to) {
    throw new CalendarError(`"${text}" is not a period of the day: write it like 09:00-17:00.`);
  }
  return { from, to: to > from ? to : to + 1_440 };
}

function parseHolidays(value: Json): string[] {
  const entries = Array.isArray(value) ? value : textOf(value).split(/[\s,;]+/);
  const dates = entries.map((entry) => textOf(isObject(entry) ? entry['date'] : entry));
  const wrong = dates.find((date) => date !== '' && !isDate(date));
  if (wrong !== undefined) throw new CalendarError(`"${wrong}" is not a date: write it like 2026-12-25.`);
  return dates.filter((date) => date !== '');
}

export function isDate(text: string): boolean {
  const [year = 0, month = 0, day = 0] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)?.slice(1).map(Number) ?? [];
  const date = new Date(Date.UTC(year, month - 1, day));
  return month > 0 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** `Mon-Fri 09:00-17:00; Sat 10:00-14:00`, by weekday. */
function fieldsOfText(text: string): { [day: string]: string } {
  const fields: { [day: string]: string } = {};
  for (const part of text.split(/[;\n]/).filter((part) => part.trim() !== '')) {
    const found = /^\s*([a-z]+)(?:\s*[-–]\s*([a-z]+))?\s*:?\s+(.+)$/i.exec(part);
    const first = weekdayOf(found?.[1]);
    const last = found?.[2] === undefined ? first : weekdayOf(found[2]);
    if (!found || first === -1 || last === -1) {
      throw new CalendarError(`"${part.trim()}" is not understood: write it like "Mon-Fri 09:00-17:00".`);
    }
    for (let day = first; ; day = (day + 1) % 7) {
      fields[weekdays[day] ?? ''] = found[3] ?? '';
      if (day === last) break;
    }
  }
  return fields;
}

function weekdayOf(text = ''): number {
  return text.length < 3 ? -1 : weekdays.findIndex((day) => day.startsWith(text.toLowerCase()));
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? '');
}
