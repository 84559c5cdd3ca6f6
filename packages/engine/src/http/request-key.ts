import { createHash } from 'node:crypto';

/**
 * The idempotency key of one request under the key of what is being done: the same for the same request however often it
 * is tried, and never that of another, since servers that know keys answer a known one with what they said before.
 */
export function requestKey(
  base: string,
  { method, url, body }: { method: string; url: string; body?: string | undefined },
): string {
  const digest = createHash('sha256').update(JSON.stringify([method, url, body ?? null]));
  return `${base}:${digest.digest('hex').slice(0, 24)}`;
}
