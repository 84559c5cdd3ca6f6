import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { SignedRequest } from './twilio.ts';

/** Posts a signed webhook to the API on this machine, as a provider would to its public address. */
export async function postWebhook(
  apiUrl: string,
  { url, form, headers }: SignedRequest,
): Promise<{ status: number; type: string; body: string }> {
  const { pathname, search } = new URL(url);
  const body = new URLSearchParams(form).toString();
  // Head and body in one piece: of several at once the first one is the first to be there.
  const posted = request(`${apiUrl}${pathname}${search}`, {
    method: 'POST',
    headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    signal: AbortSignal.timeout(20_000),
  });
  posted.end(body);
  const [response] = (await once(posted, 'response')) as [IncomingMessage];
  return {
    status: response.statusCode ?? 0,
    type: response.headers['content-type'] ?? '',
    body: await text(response),
  };
}

/** Bytes as a provider posts them, with what proves that it did. */
export type SignedBytes = { headers: { [name: string]: string }; rawBody: Uint8Array };

export function postRaw(url: string, { rawBody, headers }: SignedBytes): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers,
    body: Buffer.from(rawBody),
    signal: AbortSignal.timeout(20_000),
  });
}
