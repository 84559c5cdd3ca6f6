import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dateParts } from '@throughline/flow/expression/time-zone';
import { CalendarError, parseCalendar, weekdays } from './calendar.ts';
import type { Calendar } from './calendar.ts';
import { isOpen, openStretches, opensAt } from './opening-hours.ts';

const minute = 60_000;

describe('opening hours', () => {
  const shop = parseCalendar('Mon-Fri 09:00-12:30, 13:30-17:00; Sat 10:00-14:00', 'Europe/London');
  const at = (text: string) => Date.parse(text);
  const opening = (calendar: Calendar, text: string) => {
    const found = opensAt(calendar, at(text));
    return found === undefined ? undefined : new Date(found).toISOString();
  };

  test('is open in stretches', () => {
    const stretches = openStretches(shop, {
      at: at('2026-11-20T16:40:30Z'),
      end: at('2026-11-23T10:00:00Z'),
      limit: 10,
    });
    expect(
      stretches.map(({ from, until }) => [from, until].map((time) => new Date(time).toISOString())),
    ).toEqual([
      ['2026-11-20T16:40:30.000Z', '2026-11-20T17:00:00.000Z'],
      ['2026-11-21T10:00:00.000Z', '2026-11-21T14:00:00.000Z'],
      ['2026-11-23T09:00:00.000Z', '2026-11-23T10:00:00.000Z'],
    ]);
  });

  test.each([
    ['2026-11-23T09:00:00Z', true],
    ['2026-11-23T12:29:59Z', true],
    ['2026-11-23T12:30:00Z', false],
    ['2026-11-28T13:59:00Z', true],
    ['2026-11-29T11:00:00Z', false],
    // In summer the wall is an hour ahead of UTC.
    ['2026-07-06T08:00:00Z', true],
    ['2026-07-06T16:00:00Z', false],
  ])('at %s it is open: %s', (time, open) => {
    expect(isOpen(shop, at(time))).toBe(open);
  });

  test.each([
    ['2026-11-23T12:45:10.500Z', '2026-11-23T13:30:00.000Z'],
    ['2026-11-23T17:00:00Z', '2026-11-24T09:00:00.000Z'],
    ['2026-11-28T14:00:00Z', '2026-11-30T09:00:00.000Z'],
    ['2026-11-23T10:00:00Z', '2026-11-23T10:00:00.000Z'],
    // The clocks change on the Sunday between.
    ['2026-03-28T15:00:00Z', '2026-03-30T08:00:00.000Z'],
    ['2026-10-24T14:00:00Z', '2026-10-26T09:00:00.000Z'],
  ])('from %s it opens at %s', (from, expected) => {
    expect(opening(shop, from)).toBe(expected);
  });

  test('on holidays it stays closed, also when they follow each other', () => {
    const holidays = ['2026-12-24', '2026-12-25', '2026-12-28'];
    const calendar = { ...shop, days: shop.days.map((day, index) => (index === 6 ? [] : day)), holidays };
    expect(opening(calendar, '2026-12-23T18:00:00Z')).toBe('2026-12-29T09:00:00.000Z');
  });

  test('a night shift ends on the next day', () => {
    const night = parseCalendar({ friday: '22:00-06:00' }, 'UTC');
    expect(isOpen(night, at('2026-11-28T05:59:00Z'))).toBe(true);
    expect(isOpen(night, at('2026-11-28T06:00:00Z'))).toBe(false);
    expect(isOpen({ ...night, holidays: ['2026-11-27'] }, at('2026-11-28T05:00:00Z'))).toBe(false);
  });

  test('a calendar that never opens says so', () => {
    expect(opensAt(parseCalendar({}, 'UTC'), at('2026-11-23T09:00:00Z'))).toBeUndefined();
  });

  test('a period in the hour that is left out opens when that hour is jumped over', () => {
    const berlin = parseCalendar({ sunday: '02:15-03:30' }, 'Europe/Berlin');
    expect(opening(berlin, '2026-03-28T12:00:00Z')).toBe('2026-03-29T01:00:00.000Z');
  });

  test('agrees with a walk from minute to minute, in any zone, over changes of the clocks', () => {
    const zones = [
      'UTC',
      'Europe/Berlin',
      'America/New_York',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
      'America/St_Johns',
      'Pacific/Apia',
      'Africa/Casablanca',
    ];
    const time = fc.integer({ min: 0, max: 1_440 / 15 - 1 }).map((quarter) => quarter * 15);
    const period = fc.tuple(time, time).filter(([from, to]) => from !== to);
    const day = fc.array(period, { maxLength: 2 });
    const changes = [
      '2026-03-29T00:00Z',
      '2026-10-25T00:00Z',
      '2026-03-08T05:00Z',
      '2026-11-01T05:00Z',
      '2026-04-04T14:00Z',
      '2026-10-03T15:00Z',
      '2026-02-15T02:00Z',
      '2026-03-22T02:00Z',
      '2026-07-01T12:00Z',
    ];
    const start = fc
      .tuple(
        fc.constantFrom(...changes.map((text) => Date.parse(text))),
        fc.integer({ min: -1_500, max: 1_500 }),
        fc.constantFrom(0, 12_345),
      )
      .map(([change, minutes, ms]) => change + minutes * minute + ms);

    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.tuple(day, day, day, day, day, day, day),
        start,
        fc.array(fc.integer({ min: -1, max: 2 }), { maxLength: 2 }),
        (timeZone, days, from, offsets) => {
          const holidays = offsets.map((days) => dateParts(from + days * 86_400_000, timeZone)?.date ?? '');
          const fields = Object.fromEntries(
            weekdays.map((day, index) => [
              day,
              (days[index] ?? []).map(([a, b]) => `${clock(a)}-${clock(b)}`),
            ]),
          );
          const calendar = parseCalendar({ ...fields, holidays }, timeZone);
          const expected = walk(fields, holidays, timeZone, from, 2 * 1_440);
          const found = opensAt(calendar, from);
          // Later than the walk goes counts as not found.
          const horizon = Math.floor(from / minute) * minute + 2 * 1_440 * minute;
          expect(found !== undefined && found <= horizon ? found : undefined).toBe(expected);
        },
      ),
      { numRuns: 150 },
    );
  }, 30_000);
});

describe('calendars', () => {
  test('the shapes that policies, forms and people write say the same', () => {
    const policy = {
      timeZone: 'Europe/London',
      weekly: {
        monday: [{ from: '09:00', to: '17:00' }],
        saturday: [{ from: '10:00', to: '14:00' }],
        sunday: [],
      },
      holidays: [{ date: '2026-12-25', name: 'Christmas Day' }],
    };
    const fields = {
      monday: '09:00-17:00',
      saturday: ['10:00-14:00'],
      sunday: 'closed',
      holidays: ['2026-12-25'],
    };
    expect(parseCalendar(policy, 'UTC')).toEqual(parseCalendar(fields, 'Europe/London'));
    expect(parseCalendar('monday: 9:00-17:00\nSat 10:00 - 14:00', 'Europe/London').days).toEqual(
      parseCalendar(fields, 'UTC').days,
    );
  });

  test.each([
    [{ monday: '9-17' }, 'UTC', 'period'],
    [{ monday: '25:00-26:00' }, 'UTC', 'period'],
    [{ monday: '09:00-09:00' }, 'UTC', 'period'],
    [{ monday: 9 }, 'UTC', 'hours of a day'],
    [{ holidays: ['2026-02-30'] }, 'UTC', 'date'],
    [{}, 'Mars/Olympus', 'time zone'],
    ['whenever', 'UTC', 'not understood'],
    [null, 'UTC', 'Opening hours'],
    [[], 'UTC', 'Opening hours'],
  ])('%j in %s is refused', (value, timeZone, words) => {
    expect(() => parseCalendar(value, timeZone)).toThrow(CalendarError);
    expect(() => parseCalendar(value, timeZone)).toThrow(words);
  });
});

/** The plain way: look at the wall every minute, and at the very moment asked for. */
function walk(
  days: { [day: string]: string[] },
  holidays: string[],
  timeZone: string,
  from: number,
  minutes: number,
): number | undefined {
  const moments = [
    from,
    ...Array.from({ length: minutes }, (_, index) => (Math.floor(from / minute) + 1 + index) * minute),
  ];
  return moments.find((moment) => {
    const wall = dateParts(moment, timeZone);
    if (!wall) return false;
    const yesterday = new Date(Date.parse(`${wall.date}T00:00Z`) - 86_400_000).toISOString().slice(0, 10);
    const hours = (date: string, weekday: number) =>
      holidays.includes(date) ? [] : (days[weekdays[weekday] ?? ''] ?? []);
    return (
      hours(wall.date, wall.weekday).some((period) => {
        const [start = '', end = ''] = period.split('-');
        return end > start ? wall.time >= start && wall.time < end : wall.time >= start;
      }) ||
      hours(yesterday, (wall.weekday + 6) % 7).some((period) => {
        const [start = '', end = ''] = period.split('-');
        return end < start && wall.time < end;
      })
    );
  });
}

function clock(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}
