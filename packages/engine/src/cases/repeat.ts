import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';

export type Repetition = { what: string; everyMs: number; log: Logger; signal: AbortSignal };

/** Does the work again and again until aborted, about every `everyMs`; a failure is logged, and the next time is tried as usual. */
export async function repeat(
  { what, everyMs, log, signal }: Repetition,
  work: () => Promise<unknown>,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await work();
    } catch (error) {
      log.warn(
        { what, error: error instanceof Error ? error.name : 'unknown' },
        'failed, and will be tried again',
      );
    }
    // Not all at one moment, here and in other processes: whoever waits meanwhile waits for one of them.
    await pause(everyMs * (0.75 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
  }
}
