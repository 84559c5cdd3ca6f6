import { isTimeZone } from '@throughline/flow/expression/time-zone';
import { z } from 'zod';
import type { GlobalMeta } from 'zod';
import { isDate, parsePeriods, weekdays } from './calendar.ts';
import { expression } from './fields.ts';

const officeHours = '09:00-17:00';

/** Fields by which a node knows when the shop is open. */
export const openingHoursFields = {
  hours: z
    .object({
      monday: periodsOf('Monday', officeHours),
      tuesday: periodsOf('Tuesday', officeHours),
      wednesday: periodsOf('Wednesday', officeHours),
      thursday: periodsOf('Thursday', officeHours),
      friday: periodsOf('Friday', officeHours),
      saturday: periodsOf('Saturday', ''),
      sunday: periodsOf('Sunday', ''),
    } satisfies { [day in (typeof weekdays)[number]]: unknown })
    .prefault({})
    .meta({ title: 'Hours', description: 'When it is open, for each weekday.' }),
  holidays: z.array(z.string().refine(isDate, 'Write dates like 2026-12-25.')).default([]).meta({
    title: 'Holidays',
    description: 'Dates on which it stays closed, such as 2026-12-25.',
    widget: 'list',
  }),
  timeZone: z
    .string()
    .refine(isTimeZone, 'Use the name of a time zone, such as Europe/Berlin.')
    .optional()
    .meta({
      title: 'Time zone',
      description: 'Such as Europe/Berlin; empty takes the one of the flow.',
      widget: 'text',
    }),
  calendar: expression().optional().meta({
    title: 'Calendar',
    description:
      'An expression that gives the opening hours, such as policy.openingHours, instead of those above: an object with weekdays, holidays and timeZone, or a text such as "Mon-Fri 09:00-17:00; Sat 10:00-14:00".',
    widget: 'expression',
  }),
};

/** The same where they only count while another field holds one of these values. */
export function openingHoursFieldsWhen(when: NonNullable<GlobalMeta['when']>) {
  const { hours, holidays, timeZone, calendar } = openingHoursFields;
  return {
    hours: hours.meta({ when }),
    holidays: holidays.meta({ when }),
    timeZone: timeZone.meta({ when }),
    calendar: calendar.meta({ when }),
  };
}

function periodsOf(title: string, open: string) {
  return z
    .string()
    .trim()
    .refine(isPeriods, 'Write periods like 09:00-12:30, 13:30-17:00; leave it empty for closed.')
    .default(open)
    .meta({
      title,
      description: 'Periods such as 09:00-12:30, 13:30-17:00; empty is closed.',
      widget: 'text',
    });
}

function isPeriods(text: string): boolean {
  try {
    parsePeriods(text);
    return true;
  } catch {
    return false;
  }
}
