import type { ConfigOf } from '@throughline/flow/declaration';
import type { DeciderContext } from '@throughline/flow/decider';
import type { NodeError } from '@throughline/flow/node-result';
import { calendarOf } from '../calendar-of.ts';
import type { DeciderOf } from '../define-node.ts';
import { durationMs } from '@throughline/flow/duration';
import { momentOf } from '../moment-of.ts';
import { opensAt } from '../opening-hours.ts';
import type { wait } from './wait.ts';

export const decideWait: DeciderOf<typeof wait> = {
  enter(context) {
    const until = deadline(context);
    if (typeof until !== 'number') return until;
    if (until <= context.now) return { port: 'done' };
    return { wait: { until, messages: context.hasEdge('message') ? 'take' : 'hold' } };
  },
  message: () => ({ port: 'message' }),
  timer: () => ({ port: 'done' }),
  // It takes messages or holds them, as it was wired when the case came.
  waitsAs: (_, hasEdge) => ({ message: hasEdge('message') }),
};

function deadline(context: DeciderContext<ConfigOf<typeof wait>>): number | { fail: NodeError } {
  const { config, now } = context;
  if (config.mode === 'duration') return now + (durationMs(config.duration ?? '') ?? 0);
  if (config.mode === 'until') {
    const moment = momentOf(context.evaluate(config.until ?? ''), context.timeZone);
    if (moment !== undefined) return moment;
    const message = `\`${config.until}\` must give a date such as 2026-12-24, a time such as 2026-12-24T18:00:00Z, or milliseconds.`;
    return { fail: { code: 'wait.not-a-date', message } };
  }
  const calendar = calendarOf(context);
  if ('fail' in calendar) return calendar;
  const opening = opensAt(calendar, now);
  return (
    opening ?? { fail: { code: 'wait.never-opens', message: 'The shop does not open within 400 days.' } }
  );
}
