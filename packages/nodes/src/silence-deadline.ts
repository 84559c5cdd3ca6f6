import type { DeciderContext } from '@throughline/flow/decider';
import { durationMs } from '@throughline/flow/duration';

/** Until when a node waits for the customer; no deadline where silence leads nowhere. */
export function silenceDeadline(context: DeciderContext<{ silenceAfter?: string | undefined }>): {
  until?: number;
} {
  const { silenceAfter } = context.config;
  const ms = silenceAfter === undefined ? undefined : durationMs(silenceAfter);
  return ms === undefined || !context.hasEdge('silent') ? {} : { until: context.now + ms };
}
