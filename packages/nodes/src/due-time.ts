import { dateParts } from '@throughline/flow/expression/time-zone';
import { momentOf } from './moment-of.ts';
import { parseDate } from './parse-date.ts';

export type DueReading = { now: number; timeZone: string };

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
/** When a day without a time is over, for people who wait. */
const endOfDay = 18 * hour;

/**
 * By when something will have happened that a text puts in time: "within 2 hours", "in 5 working days", "by Tuesday noon",
 * "tomorrow morning", "before 24 December", in English, German, Spanish and French. Undefined when it names no time, or one
 * that is over.
 */
export function dueTime(text: string, reading: DueReading): number | undefined {
  const words = text.normalize('NFC').toLowerCase();
  const at = afterSpan(words, reading) ?? onDay(words, reading);
  return at !== undefined && at > reading.now ? at : undefined;
}

const spans: [pattern: RegExp, ms: number][] = [
  [/minut|minuto/, minute],
  [/hour|stunde|hora|heure/, hour],
  [/week|woche|semana|semaine/, 7 * day],
  [/day|tag|día|dia|jour/, day],
];

const counted =
  /(?:within|in|innerhalb von|binnen|en|dentro de|dans|sous)\s+(?:the next |den nächsten |les |las |los )?(\d{1,3}|an?|one|two|three|ein(?:er|em|e)?|zwei|drei|una?|dos|tres|une?|deux|trois)\s+((?:working |business |werktag|arbeitstag)?\s*(?:\p{L}+))(\s+(?:ouvrés|ouvrables|laborables|hábiles))?/u;

const numbers: { [word: string]: number } = {
  ...Object.fromEntries(
    ['a', 'an', 'one', 'ein', 'eine', 'einer', 'einem', 'un', 'una', 'une'].map((word) => [word, 1]),
  ),
  ...Object.fromEntries(['two', 'zwei', 'dos', 'deux'].map((word) => [word, 2])),
  ...Object.fromEntries(['three', 'drei', 'tres', 'trois'].map((word) => [word, 3])),
};

function afterSpan(text: string, { now, timeZone }: DueReading): number | undefined {
  const [, count = '', unit = '', after] = counted.exec(text) ?? [];
  const many = numbers[count] ?? Number(count);
  const ms = spans.find(([pattern]) => pattern.test(unit))?.[1];
  if (ms === undefined || !Number.isFinite(many) || many === 0) return undefined;
  if (after === undefined && !/working|business|werktag|arbeitstag/.test(unit)) return now + many * ms;
  return workingDaysFrom(now, many, timeZone);
}

function workingDaysFrom(now: number, many: number, timeZone: string): number {
  let at = now;
  for (let left = many; left > 0;) {
    at += day;
    const weekday = dateParts(at, timeZone)?.weekday;
    if (weekday !== 0 && weekday !== 6) left -= 1;
  }
  return at;
}

const weekdays = [
  ['sunday', 'sonntag', 'domingo', 'dimanche'],
  ['monday', 'montag', 'lunes', 'lundi'],
  ['tuesday', 'dienstag', 'martes', 'mardi'],
  ['wednesday', 'mittwoch', 'miércoles', 'mercredi'],
  ['thursday', 'donnerstag', 'jueves', 'jeudi'],
  ['friday', 'freitag', 'viernes', 'vendredi'],
  ['saturday', 'samstag', 'sábado', 'samedi'],
];

function onDay(text: string, reading: DueReading): number | undefined {
  const date =
    namedWeekday(text, reading) ??
    parseDate(text, { ...reading, order: 'day-first' }) ??
    todayIf(text, reading);
  const midnight = date === undefined ? undefined : momentOf(date, reading.timeZone);
  return midnight === undefined ? undefined : midnight + timeOfDay(text);
}

/** The next one: a Tuesday that is named on a Tuesday is today's. */
function namedWeekday(text: string, { now, timeZone }: DueReading): string | undefined {
  const named = weekdays.findIndex((names) =>
    names.some((name) => new RegExp(`(?<!\\p{L})${name}(?!\\p{L})`, 'u').test(text)),
  );
  const today = dateParts(now, timeZone);
  if (named < 0 || !today) return undefined;
  const ahead = (named - today.weekday + 7) % 7;
  return dateParts(momentAtNoon(today.date) + ahead * day, 'UTC')?.date;
}

const momentAtNoon = (date: string) => Date.parse(`${date}T12:00:00Z`);

function todayIf(text: string, { now, timeZone }: DueReading): string | undefined {
  const today =
    /\b(?:end of (?:the )?day|tonight|this (?:morning|afternoon|evening)|heute|esta tarde|ce soir)\b/.test(
      text,
    );
  return today ? dateParts(now, timeZone)?.date : undefined;
}

function timeOfDay(text: string): number {
  const [, clock = '', past = '', half] =
    /(?:at|by|before|um|bis|vor|a las|à|avant)?\s*\b(\d{1,2})(?::(\d{2}))?\s*(am|pm|uhr|h)\b/.exec(text) ??
    /\b(\d{1,2}):(\d{2})\b/.exec(text) ??
    [];
  if (clock !== '') {
    const shifted = half === 'pm' && Number(clock) < 12 ? 12 : half === 'am' && clock === '12' ? -12 : 0;
    const hours = Number(clock) + shifted;
    if (hours < 24) return hours * hour + (Number(past) || 0) * minute;
  }
  if (/\b(?:noon|midday|mittag|mediodía|midi)\b/.test(text)) return 12 * hour;
  if (/\b(?:morning|vormittag|por la mañana|matin)\b/.test(text)) return 12 * hour;
  if (/\b(?:evening|tonight|abend|noche|soir)\b/.test(text)) return 21 * hour;
  return endOfDay;
}
