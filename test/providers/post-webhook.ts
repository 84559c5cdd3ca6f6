import type { SignedRequest } from './twilio.ts';

/** Posts a signed webhook to the API on this machine, as a provider would to its public address. */
export async function postWebhook(
  apiUrl: string,
  { url, form, headers }: SignedRequest,
): Promise<{ status: number; type: string; body: string }> {
  const { pathname, search } = new URL(url);
  const response = await fetch(`${apiUrl}${pathname}${search}`, {
    method: 'POST',
    headers,
    body: new URLSearchParams(form).toString(),
    signal: AbortSignal.timeout(20_000),
  });
  return {
    status: response.status,
    type: response.headers.get('content-type') ?? '',
    body: await response.text(),
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
