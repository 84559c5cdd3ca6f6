import { DefaultLogger, Runtime } from '@temporalio/worker';
import type { Logger } from 'pino';

const levels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'debug', WARN: 'warn', ERROR: 'error' } as const;

/** Facts of the SDK's log that name things; anything else may hold what people said. */
const facts = new Set([
  'taskQueue',
  'workflowId',
  'runId',
  'workflowType',
  'activityId',
  'activityType',
  'attempt',
  'durationMs',
]);

/** The SDK logs into the process's log: once per process, before the first connection. */
export function logTemporalTo(log: Logger): void {
  Runtime.install({
    logger: new DefaultLogger('INFO', ({ level, message, meta = {} }) => {
      const known = Object.fromEntries(Object.entries(meta).filter(([name]) => facts.has(name)));
      const error: unknown = meta['error'];
      log[levels[level]]({ ...known, ...(error instanceof Error ? { error: error.name } : {}) }, message);
    }),
  });
}
