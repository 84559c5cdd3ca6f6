import { dateParts } from '@throughline/flow/expression/time-zone';
import { calendarOf } from '../calendar-of.ts';
import type { DeciderOf } from '../define-node.ts';
import { opensAt } from '../opening-hours.ts';
import type { businessHours } from './business-hours.ts';

export const decideBusinessHours: DeciderOf<typeof businessHours> = {
  enter(context) {
    const calendar = calendarOf(context);
    if ('fail' in calendar) return calendar;
    const opening = opensAt(calendar, context.now);
    const open = opening === context.now;
    const wall = opening === undefined ? undefined : dateParts(opening, calendar.timeZone);
    return {
      port: open ? 'open' : 'closed',
      output: { open, opensAt: opening ?? 0, opensOn: wall?.date ?? '', opensTime: wall?.time ?? '' },
    };
  },
};
