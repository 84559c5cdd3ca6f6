import {
  isGrpcServiceError,
  WorkflowUpdateRPCTimeoutOrCancelledError as UpdateTimeout,
} from '@temporalio/client';
import {
  MongoClientClosedError,
  MongoError,
  MongoErrorLabel,
  MongoNetworkError,
  MongoNotConnectedError,
  MongoOperationTimeoutError,
  MongoServerClosedError,
  MongoServerSelectionError,
  MongoTopologyClosedError,
} from 'mongodb';

/** Nothing is wrong with what was asked: a server that the engine stands on does not answer, or cannot at present. */
export type Outage = {
  text: string;
  /** What to do, where waiting does not help. */
  fix?: string;
};

/** What is out of reach, if that is why `error` was thrown. Errors of our own say so in a field `outage`. */
export function outageOf(error: unknown): Outage | undefined {
  let one = error;
  for (let depth = 0; depth < 5 && one instanceof Error; depth++) {
    const outage = ownOutage(one) ?? mongoOutage(one) ?? temporalOutage(one) ?? networkOutage(one);
    if (outage) return outage;
    one = one.cause;
  }
  return undefined;
}

function ownOutage(error: Error): Outage | undefined {
  const { outage } = error as Error & { outage?: Outage };
  return typeof outage?.text === 'string' ? outage : undefined;
}

function mongoOutage(error: Error): Outage | undefined {
  const away =
    mongoClasses.some((kind) => error instanceof kind) ||
    mongoNames.has(error.name) ||
    (error instanceof MongoError &&
      (mongoCodes.has(Number(error.code)) || error.hasErrorLabel(MongoErrorLabel.RetryableWriteError)));
  return away ? { text: 'The database does not answer.' } : undefined;
}

const mongoClasses = [
  MongoNetworkError,
  MongoServerSelectionError,
  MongoNotConnectedError,
  MongoOperationTimeoutError,
  MongoClientClosedError,
  MongoServerClosedError,
  MongoTopologyClosedError,
];
/** The driver does not export these. */
const mongoNames = new Set(['MongoWaitQueueTimeoutError', 'MongoPoolClosedError']);
/** A primary that steps down or stops, or that cannot reach its members; from the specification of retryable reads. */
const mongoCodes = new Set([6, 7, 64, 89, 91, 134, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436]);

function temporalOutage(error: Error): Outage | undefined {
  if (error instanceof UpdateTimeout)
    return { text: 'No worker answered in time; what was asked for may still be done.' };
  if (!isGrpcServiceError(error)) return undefined;
  if (refusedCodes.has(error.code)) return { text: 'Temporal refuses our key.', fix: fixKey };
  return grpcCodes.has(error.code) ? { text: 'Temporal does not answer.' } : undefined;
}

/** PERMISSION_DENIED, UNAUTHENTICATED. */
const refusedCodes = new Set([7, 16]);
const fixKey =
  'Give THROUGHLINE_TEMPORAL_API_KEY, or the client certificate, of somebody who may use the namespace.';

/** CANCELLED, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, ABORTED, UNAVAILABLE. */
const grpcCodes = new Set([1, 4, 8, 10, 14]);

function networkOutage(error: Error): Outage | undefined {
  const { code } = error as NodeJS.ErrnoException;
  const away = error.name === 'TimeoutError' || (typeof code === 'string' && networkCodes.test(code));
  return away ? { text: 'A part of the service does not answer.' } : undefined;
}

const networkCodes =
  /^(ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|UND_ERR_(CONNECT_TIMEOUT|HEADERS_TIMEOUT|BODY_TIMEOUT|SOCKET))$/;
