import type { DeciderContext } from '@throughline/flow/decider';
import type { NodeError } from '@throughline/flow/node-result';
import { CalendarError, parseCalendar } from './calendar.ts';
import type { Calendar } from './calendar.ts';

type OpeningHours = {
  hours: { [day: string]: string };
  holidays: string[];
  timeZone?: string | undefined;
  calendar?: string | undefined;
};

/** The calendar that a node's config names: from an expression if there is one, else its own hours. */
export function calendarOf(context: DeciderContext<OpeningHours>): Calendar | { fail: NodeError } {
  const { hours, holidays, timeZone = context.timeZone, calendar } = context.config;
  try {
    return parseCalendar(calendar ? context.evaluate(calendar) : { ...hours, holidays }, timeZone);
  } catch (error) {
    if (error instanceof CalendarError) return { fail: { code: 'calendar.invalid', message: error.message } };
    throw error;
  }
}
