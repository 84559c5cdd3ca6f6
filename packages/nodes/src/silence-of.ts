import { durationMs } from '@throughline/flow/duration';

/** The port by which a node leaves when the customer was silent for a length of time; none where it waits for as long as it takes. */
export function silenceOf(port: string, duration: string | undefined): { port: string; ms: number }[] {
  const ms = duration === undefined ? undefined : durationMs(duration);
  return ms === undefined ? [] : [{ port, ms }];
}
