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
  [/(?<!\p{L})min(?:ut|$)/u, minute],
  [/(?<!\p{L})(?:h$|hrs?$|hour|std|stunde|hora|heure)/u, hour],
  [/(?<!\p{L})(?:week|woche|semana|semaine)/u, 7 * day],
  [/(?<!\p{L})(?:day|(?:werk|arbeits)?tag|día|dia|jour)/u, day],
];

/** From one on; languages share some words. */
const numbers = new Map(
  [
    ['a', 'an', 'one', 'ein', 'eine', 'einer', 'einem', 'un', 'una', 'une'],
    ['two', 'zwei', 'dos', 'deux'],
    ['three', 'drei', 'tres', 'trois'],
    ['four', 'vier', 'cuatro', 'quatre'],
    ['five', 'fünf', 'fuenf', 'cinco', 'cinq'],
    ['six', 'sechs', 'seis'],
    ['seven', 'sieben', 'siete', 'sept'],
    ['eight', 'acht', 'ocho', 'huit'],
    ['nine', 'neun', 'nueve', 'neuf'],
    ['ten', 'zehn', 'diez', 'dix'],
    ['eleven', 'elf', 'once', 'onze'],
    ['twelve', 'zwölf', 'zwoelf', 'doce', 'douze'],
  ].flatMap((words, index) => words.map((word) => [word, index + 1] as const)),
);

const number = `(?:\\d{1,3}(?!\\d)|(?:${[...numbers.keys()].join('|')})(?!\\p{L}))`;

/** Of a range the later end counts. */
const counted = new RegExp(
  `(?<!\\p{L})(?:within|in|innerhalb von|binnen|en|dentro de|dans|sous)\\s+(?:the next |den nächsten |les |las |los )?` +
    `(?:${number}\\s*(?:-|–|to|or|bis|oder|a|o|à|ou)\\s*)?(${number})\\s*` +
    `((?:(?:working|business)\\s+)?\\p{L}+)(\\s+(?:ouvrés|ouvrables|laborables|hábiles))?`,
  'u',
);

function afterSpan(text: string, { now, timeZone }: DueReading): number | undefined {
  const [, count = '', unit = '', after] = counted.exec(text) ?? [];
  const many = numbers.get(count) ?? Number(count);
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
  const weekday = namedWeekday(text, reading);
  // Neither a count nor a time of day is a date.
  const rest = [counted, ...clocks].reduce((words, pattern) => words.replace(pattern, ' '), text);
  const date = weekday ?? parseDate(rest, { ...reading, order: 'day-first' }) ?? todayIf(text, reading);
  const at = atTime(date, text, reading);
  // A Tuesday whose hour is over is the one a week later.
  if (at === undefined || weekday === undefined || at > reading.now) return at;
  return atTime(daysAfter(weekday, 7), text, reading);
}

function atTime(date: string | undefined, text: string, { timeZone }: DueReading): number | undefined {
  const midnight = date === undefined ? undefined : momentOf(date, timeZone);
  return midnight === undefined ? undefined : midnight + timeOfDay(text);
}

/** The next one: a Tuesday that is named on a Tuesday is today's, next Tuesday is not. */
function namedWeekday(text: string, { now, timeZone }: DueReading): string | undefined {
  const named = weekdays.findIndex((names) =>
    names.some((name) => new RegExp(`(?<!\\p{L})${name}(?!\\p{L})`, 'u').test(text)),
  );
  const today = dateParts(now, timeZone);
  if (named < 0 || !today) return undefined;
  const ahead = (named - today.weekday + 7) % 7;
  return daysAfter(today.date, ahead === 0 && next.test(text) ? 7 : ahead);
}

const next = /(?<!\p{L})(?:next|nächste[nrms]?|kommende[nrms]?|próximo|que viene|prochaine?)(?!\p{L})/u;

function daysAfter(date: string, days: number): string | undefined {
  return dateParts(momentAtNoon(date) + days * day, 'UTC')?.date;
}

const momentAtNoon = (date: string) => Date.parse(`${date}T12:00:00Z`);

function todayIf(text: string, { now, timeZone }: DueReading): string | undefined {
  const today =
    /\b(?:end of (?:the )?day|tonight|this (?:morning|afternoon|evening)|heute|esta tarde|ce soir)\b/.test(
      text,
    );
  return today ? dateParts(now, timeZone)?.date : undefined;
}

const clocks = [
  /(?<![\d.,])(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm|uhr|h)\b/,
  /(?<![\d.,])(\d{1,2})[:h](\d{2})\b/,
  /(?<!\p{L})(?:at|um|a las|à)\s+(\d{1,2})()(?=\s*(?:[.,;!?]|$|o['’]clock|on\b|today|tomorrow))/u,
];

function timeOfDay(text: string): number {
  const found = clocks.map((clock) => clock.exec(text)).find((one) => one !== null);
  const [, clock = '', past = '', half] = found ?? [];
  if (clock !== '') {
    const isBare = half === undefined && past === '';
    // At 3 somebody calls in the afternoon.
    const isAfternoon = half === 'pm' ? Number(clock) < 12 : isBare && Number(clock) < 8;
    const shifted = isAfternoon ? 12 : half === 'am' && clock === '12' ? -12 : 0;
    const hours = Number(clock) + shifted;
    if (hours < 24) return hours * hour + (Number(past) || 0) * minute;
  }
  if (/\b(?:noon|midday|mittag|mediodía|midi)\b/.test(text)) return 12 * hour;
  if (/\b(?:morning|vormittag|por la mañana|matin)\b/.test(text)) return 12 * hour;
  if (/\b(?:evening|tonight|abend|noche|soir)\b/.test(text)) return 21 * hour;
  return endOfDay;
}
