import type { Logger } from 'pino';
import type { Stores } from '../../stores/database.ts';
import type { createEndCall } from './end-call.ts';

export type EndLostCallsDeps = {
  stores: Pick<Stores, 'calls' | 'callbacks'>;
  endCall: Pick<ReturnType<typeof createEndCall>, 'end'>;
  log: Pick<Logger, 'warn'>;
  now?: () => number;
};

/** A case that could not be told for so long never will be. */
const giveUpMs = 24 * 3_600_000;

/**
 * Ends the calls whose end nobody reported: providers say it once, and that word may be lost on the way, or here. Safe to run
 * in several processes.
 */
export function createEndLostCalls({ stores, endCall, log, now = Date.now }: EndLostCallsDeps) {
  const { calls, callbacks } = stores;

  return async (): Promise<void> => {
    for (const { _id, endedAt, heardAt, callback } of await calls.unsettled(now())) {
      try {
        await endCall.end(_id, endedAt ?? heardAt, { lost: endedAt === undefined });
        if (callback !== undefined) await callbacks.end(callback, 'done', { at: now() });
      } catch (error) {
        log.warn(
          { error: error instanceof Error ? error.name : 'unknown' },
          'the end of a call could not be told yet',
        );
        if (now() - (endedAt ?? heardAt) > giveUpMs) await calls.told(_id);
      }
    }
  };
}
