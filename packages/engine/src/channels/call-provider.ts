import { NotSent } from './channel.ts';

export type ProviderCall = {
  method?: 'GET' | 'POST';
  headers?: Record<string, string>;
  /** Sent as JSON; a form as what it is, with its files. */
  body?: unknown;
  timeoutMs?: number;
};

/** `body` is parsed JSON; undefined where the provider, or what stands before it, answered something else. */
export type ProviderAnswer = { status: number; body: unknown };

/**
 * One call to a provider's HTTP API. Rejects with `NotSent` when the provider surely was not reached, with another error when
 * it may have been; neither says where the call went, as addresses may hold a token.
 */
export async function callProvider(
  url: string,
  { method = 'POST', headers = {}, body, timeoutMs = 10_000 }: ProviderCall = {},
): Promise<ProviderAnswer> {
  const isForm = body instanceof FormData;
  try {
    const response = await fetch(url, {
      method,
      headers: { ...(body !== undefined && !isForm && { 'Content-Type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { status: response.status, body: parsed(await response.text()) };
  } catch (error) {
    if (wasNotReached(error)) throw new NotSent('The provider was not reached.', { cause: error });
    throw new Error('The provider did not answer.', { cause: error });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const notReached = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

function wasNotReached(error: unknown): boolean {
  const cause = error instanceof Error ? (error.cause as { code?: unknown } | undefined) : undefined;
  return typeof cause?.code === 'string' && notReached.has(cause.code);
}
