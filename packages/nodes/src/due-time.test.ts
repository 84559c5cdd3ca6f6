import { describe, expect, it } from 'vitest';
import { dueTime } from './due-time.ts';

/** A Saturday, 14:05 in London. */
const reading = { now: Date.parse('2026-11-21T14:05:00Z'), timeZone: 'Europe/London' };

describe('dueTime', () => {
  it.each([
    ['within 2 hours', '2026-11-21T16:05'],
    ['in an hour', '2026-11-21T15:05'],
    ['within 5 working days', '2026-11-27T14:05'],
    ['in 3 business days', '2026-11-25T14:05'],
    ['in two weeks', '2026-12-05T14:05'],
    ['by Tuesday before noon', '2026-11-24T12:00'],
    ['on Tuesday at 3pm', '2026-11-24T15:00'],
    ['tomorrow morning', '2026-11-22T12:00'],
    ['before 24 December', '2026-12-24T18:00'],
    ['by the end of the day', '2026-11-21T18:00'],
    ['on 2026-11-30 at 09:30', '2026-11-30T09:30'],
    ['innerhalb von 2 Stunden', '2026-11-21T16:05'],
    ['bis Dienstag um 10 Uhr', '2026-11-24T10:00'],
    ['dans 3 jours ouvrés', '2026-11-25T14:05'],
    ['el martes por la mañana', '2026-11-24T12:00'],
  ])('%s', (text, expected) => {
    expect(new Date(dueTime(text, reading) ?? 0).toISOString().slice(0, 16)).toBe(expected);
  });

  it.each([
    ['Tuesday before noon', '2026-11-24T12:00'],
    ['on Tuesday at 16:30', '2026-11-17T16:30'],
    ['next Tuesday at 16:30', '2026-11-24T16:30'],
    ['nächsten Dienstag', '2026-11-24T18:00'],
    ['within 24h', '2026-11-18T15:00'],
    ['within 24hrs', '2026-11-18T15:00'],
    ['within 5-7 working days', '2026-11-26T15:00'],
    ['within 5 to 7 working days', '2026-11-26T15:00'],
    ['in three to five days', '2026-11-22T15:00'],
    ['within ten days', '2026-11-27T15:00'],
    ['innerhalb von fünf Werktagen', '2026-11-24T15:00'],
    ['en 5 días laborables', '2026-11-24T15:00'],
    ['tomorrow at 3', '2026-11-18T15:00'],
    ['tomorrow at 9.', '2026-11-18T09:00'],
    ['by 3 December', '2026-12-03T18:00'],
    ['am Mittwoch um 9.30 Uhr', '2026-11-18T09:30'],
    ['morgen um 9.12 Uhr', '2026-11-18T09:12'],
    ['mercredi à 16h30', '2026-11-18T16:30'],
    ['25.00 EUR tomorrow', '2026-11-18T18:00'],
  ])('%s, said on a Tuesday at 15:00', (text, expected) => {
    const said = { now: Date.parse('2026-11-17T15:00:00Z'), timeZone: 'UTC' };
    expect(new Date(dueTime(text, said) ?? 0).toISOString().slice(0, 16)).toBe(expected);
  });

  it('knows local time', () => {
    expect(dueTime('on Tuesday at noon', { ...reading, timeZone: 'America/New_York' })).toBe(
      Date.parse('2026-11-24T17:00:00Z'),
    );
  });

  it.each([
    'as soon as I can',
    'in the box',
    'yesterday at noon',
    'in 3 stages',
    'in 5-7 stages',
    'order 12 of 30',
    '',
  ])('finds none in "%s"', (text) => {
    expect(dueTime(text, reading)).toBeUndefined();
  });
});
