export type DateParts = {
  year: number;
  /** 1 to 12 */
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  /** 0 is Sunday */
  weekday: number;
  /** `2026-11-21` */
  date: string;
  /** `14:05` */
  time: string;
};

/** The date and the time on the wall of a time zone; undefined for a zone or a time that does not exist. */
export function dateParts(ms: number, timeZone: string): DateParts | undefined {
  const formatter = formatterOf(timeZone);
  if (!formatter || !Number.isFinite(ms) || Math.abs(ms) > 8.64e15) return undefined;
  const found: Record<string, string> = {};
  for (const part of formatter.formatToParts(ms)) found[part.type] = part.value;
  const [year, month, day] = [Number(found['year']), Number(found['month']), Number(found['day'])];
  const [hour, minute, second] = [Number(found['hour']), Number(found['minute']), Number(found['second'])];
  return {
    year,
    month,
    day,
    hour,
    minute,
    second,
    weekday: weekdays.indexOf(found['weekday'] ?? ''),
    date: `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`,
    time: `${two(hour)}:${two(minute)}`,
  };
}

export function isTimeZone(timeZone: string): boolean {
  return formatterOf(timeZone) !== undefined;
}

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string): Intl.DateTimeFormat | undefined {
  const known = formatters.get(timeZone);
  if (known) return known;
  try {
    const formatter = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      weekday: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    if (formatters.size >= 100) formatters.clear();
    formatters.set(timeZone, formatter);
    return formatter;
  } catch {
    return undefined;
  }
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
