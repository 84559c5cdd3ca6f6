import { randomUUID } from 'node:crypto';
import OpenAI, { APIConnectionError, APIConnectionTimeoutError, APIError, APIUserAbortError } from 'openai';
import { requestKey } from '../http/request-key.ts';
import type { CallOptions } from './model.ts';
import { ModelError } from './model-error.ts';

export interface OpenAiConnection {
  apiKey: string;
  /** Any server that speaks the API, such as `http://localhost:8000/v1`. */
  baseUrl?: string;
  /** For one try, from request to last byte, ms. */
  timeoutMs?: number;
  /** Tries in all, 3 by default. */
  tries?: number;
  /** First pause between tries, ms; it doubles. */
  pauseMs?: number;
}

export type OpenAiCalls = ReturnType<typeof createOpenAiCalls>;

interface Attempt {
  client: OpenAI;
  options: { signal: AbortSignal; headers: Record<string, string> };
}

const longestPause = 10_000;

/** One home for time limit, retries and idempotency key of everything that goes to an OpenAI-compatible server. */
export function createOpenAiCalls({
  apiKey,
  baseUrl,
  timeoutMs = 30_000,
  tries = 3,
  pauseMs = 300,
}: OpenAiConnection) {
  const client = new OpenAI({
    apiKey,
    maxRetries: 0,
    timeout: timeoutMs,
    ...(baseUrl === undefined ? {} : { baseURL: baseUrl }),
  });

  return async function call<T>(
    { signal, idempotencyKey }: CallOptions,
    /** What is asked; a call under an idempotency key has one of its own for each different body. */
    body: object,
    attempt: (attempt: Attempt) => Promise<T>,
  ): Promise<T> {
    const request = { method: 'POST', url: client.baseURL, body: JSON.stringify(body) };
    const firstKey = idempotencyKey === undefined ? undefined : requestKey(idempotencyKey, request);
    let key = firstKey;
    for (let tried = 1; ; tried++) {
      const limit = AbortSignal.timeout(timeoutMs);
      try {
        return await attempt({
          client,
          options: {
            signal: signal ? AbortSignal.any([signal, limit]) : limit,
            headers: key === undefined ? {} : { 'Idempotency-Key': key },
          },
        });
      } catch (error) {
        signal?.throwIfAborted();
        const failure = failureOf(error, limit.aborted, timeoutMs);
        if (!failure.retryable || tried >= tries) throw failure;
        // A server that knows keys would say the same useless words again.
        if (firstKey !== undefined && failure.code === 'model.bad-output')
          key = `${firstKey}:${randomUUID()}`;
        await pause(Math.max(pauseMs * 2 ** (tried - 1) * (0.5 + Math.random()), askedPause(error)), signal);
      }
    }
  };
}

function failureOf(error: unknown, late: boolean, timeoutMs: number): ModelError {
  if (error instanceof ModelError) return error;
  if (late || error instanceof APIConnectionTimeoutError || error instanceof APIUserAbortError) {
    return new ModelError('model.timeout', `the model did not answer within ${timeoutMs} ms`, {
      retryable: true,
      cause: error,
    });
  }
  if (
    error instanceof APIError &&
    !(error instanceof APIConnectionError) &&
    typeof error.status === 'number'
  ) {
    const retryable = error.status >= 500 || [408, 409, 429].includes(error.status);
    return new ModelError('model.refused', `the model server answered ${error.status}`, {
      retryable,
      cause: error,
    });
  }
  return new ModelError('model.unreachable', 'the model server is out of reach', {
    retryable: true,
    cause: error,
  });
}

/** What the server asked for, within reason, ms. */
function askedPause(error: unknown): number {
  const seconds = error instanceof APIError ? Number(error.headers?.get('retry-after')) : 0;
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds * 1000, longestPause) : 0;
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
