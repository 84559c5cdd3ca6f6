import type { Callback } from '../api/callback.ts';

/** It will still be tried, or is being had. */
export function isUnderWay({ state }: Pick<Callback, 'state'>): boolean {
  return state !== 'done' && state !== 'missed' && state !== 'cancelled';
}

/** When to look again how calls stand, in milliseconds; false when none is under way. A telephone that rings is no event of the case. */
export function lookAgainIn(callbacks: Callback[], now: number): number | false {
  const waits = callbacks
    .filter(isUnderWay)
    .map(({ state, dueAt = now }) => (state === 'waiting' ? dueAt - now : 0));
  return waits.length > 0 && Math.min(60_000, Math.max(5_000, Math.min(...waits)));
}
