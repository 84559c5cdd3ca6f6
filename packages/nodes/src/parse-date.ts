import { dateParts } from '@throughline/flow/expression/time-zone';
import { isDate } from './calendar.ts';

export type DateReading = {
  now: number;
  timeZone: string;
  /** How 3/4/2026 is read. */
  order: 'day-first' | 'month-first';
};

/**
 * The one date in a text, as `2026-12-24`: ISO, `24.12.2026`, `24/12/26`, `24 December 2026`, `Dec 24`, and today, tomorrow
 * or yesterday in English, German, Spanish, French and Swedish. Without a year it is the next one that comes.
 */
export function parseDate(text: string, reading: DateReading): string | undefined {
  const words = text.normalize('NFC').toLowerCase().slice(0, 1_000);
  const found = [
    ...isoDates(words),
    ...numericDates(words, reading),
    ...namedDates(words, reading),
    ...relativeDates(words, reading),
  ];
  const dates = [...new Set(found)];
  return dates.length === 1 ? dates[0] : undefined;
}

function isoDates(text: string): string[] {
  return (text.match(/(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)/g) ?? []).filter(isDate);
}

function numericDates(text: string, reading: DateReading): string[] {
  const found = text.matchAll(/(?<![\d./-])(\d{1,2})([./-])\s?(\d{1,2})(?:\2\s?(\d{4}|\d{2})?)?(?![\d/-])/g);
  return [...found].flatMap(([, first, separator, second, year]) => {
    // A dot is written day first everywhere.
    const dayFirst = separator === '.' || reading.order === 'day-first';
    const [day, month] = dayFirst ? [first, second] : [second, first];
    return dateOf(Number(day), Number(month), year, reading);
  });
}

function namedDates(text: string, reading: DateReading): string[] {
  const dayBefore =
    /(?<![\d\p{L}])(\d{1,2})(?:st|nd|rd|th|er|:e|\.|º)?\s+(?:de\s+|of\s+)?(\p{L}{3,12})\.?(?:,?\s+(?:de\s+|del\s+)?(\d{4}))?(?!\d)/gu;
  const dayAfter = /(?<!\p{L})(\p{L}{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?!\d)(?:,?\s+(\d{4}))?(?!\d)/gu;
  const before = [...text.matchAll(dayBefore)].flatMap(([, day, month, year]) =>
    dateOf(Number(day), monthOf(month), year, reading),
  );
  if (before.length > 0) return before;
  return [...text.matchAll(dayAfter)].flatMap(([, month, day, year]) =>
    dateOf(Number(day), monthOf(month), year, reading),
  );
}

const relative = new Map([
  ...['today', 'heute', 'hoy', "aujourd'hui", 'aujourd’hui', 'idag'].map((word) => [word, 0] as const),
  ...['tomorrow', 'morgen', 'mañana', 'demain', 'imorgon'].map((word) => [word, 1] as const),
  ...['yesterday', 'gestern', 'ayer', 'hier', 'igår'].map((word) => [word, -1] as const),
]);

function relativeDates(text: string, { now, timeZone }: DateReading): string[] {
  const today = dateParts(now, timeZone)?.date;
  if (today === undefined) return [];
  const words =
    text
      .replace('i dag', 'idag')
      .replace('i morgon', 'imorgon')
      .replace('i går', 'igår')
      .match(/[\p{L}'’]+/gu) ?? [];
  return words.flatMap((word) => {
    const days = relative.get(word);
    if (days === undefined) return [];
    return new Date(Date.parse(`${today}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
  });
}

function dateOf(
  day: number,
  month: number,
  year: string | undefined,
  { now, timeZone }: DateReading,
): string[] {
  const today = dateParts(now, timeZone);
  if (!today || month === 0) return [];
  if (year !== undefined) return valid(year.length === 2 ? 2_000 + Number(year) : Number(year), month, day);
  const [thisYear] = valid(today.year, month, day);
  if (thisYear !== undefined && thisYear >= today.date) return [thisYear];
  return valid(today.year + 1, month, day);
}

function valid(year: number, month: number, day: number): string[] {
  const date = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  return isDate(date) ? [date] : [];
}

/** How the months begin, in English, German, Spanish, French and Swedish. */
const monthStarts = [
  ['jan', 'jän', 'ene'],
  ['feb', 'fev', 'fév'],
  ['mar', 'mär', 'mrz'],
  ['apr', 'abr', 'avr'],
  ['may', 'mai', 'maj'],
  ['jun', 'juin'],
  ['jul', 'juil'],
  ['aug', 'ago', 'aou', 'aoû'],
  ['sep', 'set'],
  ['oct', 'okt'],
  ['nov'],
  ['dec', 'dez', 'dic', 'déc'],
];

function monthOf(word = ''): number {
  return monthStarts.findIndex((starts) => starts.some((start) => word.startsWith(start))) + 1;
}
