import type { CallbackMiss, CallbackOutcome } from '@throughline/flow/callback';
import type { ConfigOf } from '@throughline/flow/declaration';
import type { DeciderContext } from '@throughline/flow/decider';
import { durationMs } from '@throughline/flow/duration';
import { calendarOf } from '../calendar-of.ts';
import type { DeciderOf } from '../define-node.ts';
import { openStretches } from '../opening-hours.ts';
import type { callback } from './callback.ts';

/** State is bounded: nobody waits for a call longer than so many days of shop hours. */
const maxWindows = 14;
/** A call that begins in the last minute rings a while. */
const graceMs = 10 * 60_000;

export const decideCallback: DeciderOf<typeof callback> = {
  enter(context) {
    const { by, attempts, retryAfter } = context.config;
    const windows = windowsOf(context);
    if ('fail' in windows) return windows;
    const last = windows.at(-1);
    if (!last) return missed('too-late', 0);
    const number = numberOf(context);
    return {
      wait: { messages: context.hasEdge('message') ? 'take' : 'hold', until: last.until + graceMs },
      callback: {
        by,
        windows,
        attempts,
        retryMs: durationMs(retryAfter) ?? 0,
        ...(number !== undefined && { number }),
      },
    };
  },
  message: () => ({ port: 'message', output: { by: '', reason: '', tried: 0 } }),
  timer: () => missed('too-late', 0),
  callback({ memory }) {
    const outcome = memory as CallbackOutcome;
    return outcome.answered
      ? { port: 'answered', output: { by: outcome.by, reason: '', tried: 0 } }
      : missed(outcome.reason, outcome.tried);
  },
  // The call was asked for; who talks in it, and whether it takes messages meanwhile, stands.
  waitsAs: ({ by }, hasEdge) => ({ by, message: hasEdge('message') }),
};

type Context = DeciderContext<ConfigOf<typeof callback>>;

function missed(reason: CallbackMiss, tried: number) {
  return { port: 'missed' as const, output: { by: '', reason, tried } };
}

function windowsOf(context: Context) {
  const { now: at, config } = context;
  const end = at + (durationMs(config.within) ?? 0);
  if (config.anytime) return [{ from: at, until: end }];
  const calendar = calendarOf(context);
  return 'fail' in calendar ? calendar : openStretches(calendar, { at, end, limit: maxWindows });
}

function numberOf({ config, evaluate }: Context): string | undefined {
  if (config.number === undefined) return undefined;
  const value = evaluate(config.number);
  return typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, 50) : '';
}
