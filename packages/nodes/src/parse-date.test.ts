import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDate } from './parse-date.ts';
import { monday } from './testing/given.ts';

const reading = { now: monday, timeZone: 'UTC', order: 'day-first' } as const;

test.each([
  ['2026-12-24', '2026-12-24'],
  ['on 24.12.2026, please', '2026-12-24'],
  ['24.12.', '2026-12-24'],
  ['3.1.', '2027-01-03'],
  ['24/12/26', '2026-12-24'],
  ['24-12-2026', '2026-12-24'],
  ['24 December 2026', '2026-12-24'],
  ['December 24th, 2026', '2026-12-24'],
  ['the 24th of December', '2026-12-24'],
  ['24. Dezember', '2026-12-24'],
  ['el 24 de diciembre de 2026', '2026-12-24'],
  ['le 24 décembre', '2026-12-24'],
  ['1er mars 2027', '2027-03-01'],
  ['den 24:e december', '2026-12-24'],
  ['tomorrow', '2026-11-24'],
  ['Morgen bitte', '2026-11-24'],
  ['mañana', '2026-11-24'],
  ["aujourd'hui", '2026-11-23'],
  ['i går', '2026-11-22'],
  ['yesterday or today', undefined],
  ['31.02.2026', undefined],
  ['next week', undefined],
  ['order 20261224', undefined],
  ['24', undefined],
  ['', undefined],
])('"%s" is %s', (text, date) => {
  expect(parseDate(text, reading)).toBe(date);
});

test('month first where the shop says so, except between dots', () => {
  const american = { ...reading, order: 'month-first' } as const;
  expect(parseDate('12/24/2026', american)).toBe('2026-12-24');
  expect(parseDate('3/4/2027', american)).toBe('2027-03-04');
  expect(parseDate('3/4/2027', reading)).toBe('2027-04-03');
  expect(parseDate('24.12.2026', american)).toBe('2026-12-24');
});

test('today is the day on the wall of the time zone', () => {
  const lateInLondon = Date.parse('2026-11-23T23:30:00Z');
  expect(parseDate('today', { ...reading, now: lateInLondon, timeZone: 'Asia/Tokyo' })).toBe('2026-11-24');
});

test('reads what Intl writes, in any of the languages', () => {
  const day = fc.date({ min: new Date('2026-11-24'), max: new Date('2040-12-31'), noInvalidDate: true });
  const languages = fc.constantFrom('en-GB', 'en-US', 'de', 'es', 'fr', 'sv');
  fc.assert(
    fc.property(day, languages, fc.constantFrom('long', 'medium'), (date, language, dateStyle) => {
      const text = new Intl.DateTimeFormat(language, { dateStyle, timeZone: 'UTC' }).format(date);
      expect([text, parseDate(text, reading)]).toEqual([text, date.toISOString().slice(0, 10)]);
    }),
    { numRuns: 300 },
  );
});
