import { createHmac } from 'node:crypto';
import type { MetaConfig } from '../channel-config.ts';
import { callProvider } from './call-provider.ts';
import { NotSent, SendRefused } from './channel.ts';

/** The Graph API as the page; each call carries the proof that it is the app's own. Rejects as `Channel.send` does. */
export type MetaGraph = {
  post(path: string, body: object): Promise<unknown>;
  get(path: string, query: { [name: string]: string }): Promise<unknown>;
};

export function createMetaGraph({ baseUrl, pageToken, appSecret }: MetaConfig): MetaGraph {
  const proof = createHmac('sha256', appSecret).update(pageToken).digest('hex');
  const headers = { Authorization: `Bearer ${pageToken}` };

  async function call(path: string, query: { [name: string]: string }, body?: object): Promise<unknown> {
    const search = new URLSearchParams({ ...query, appsecret_proof: proof }).toString();
    const answer = await callProvider(`${baseUrl}/${path}?${search}`, {
      method: body ? 'POST' : 'GET',
      headers,
      ...(body && { body }),
    });
    const { error } = (answer.body ?? {}) as { error?: GraphError };
    if (answer.status === 200 && !error) return answer.body;
    throw refusal(answer.status, error ?? {});
  }

  return { post: (path, body) => call(path, {}, body), get: (path, query) => call(path, query) };
}

type GraphError = { code?: number; error_subcode?: number };

const blocked = { code: 'channel.opted-out', message: 'The customer takes no messages of the page.' };
const closed = {
  code: 'channel.window-closed',
  message: 'The customer last wrote too long ago to be answered.',
};
const unknown = { code: 'channel.invalid-address', message: 'Meta knows no such customer of the page.' };

/** By `code` or `code.subcode`: https://developers.facebook.com/docs/messenger-platform/error-codes. */
const refusals: { [error: string]: { code: string; message: string } } = {
  551: blocked,
  '200.1545041': blocked,
  '10.2018065': closed,
  '10.2018278': closed,
  '10.2534022': closed,
  '100.2534022': closed,
  '100.2018001': unknown,
  '100.2534014': unknown,
  200: {
    code: 'channel.not-allowed',
    message: 'The app may not write to this customer: check its permissions.',
  },
};

/** Too many calls; or the token or the permissions of the app are at fault, which an operator puts right. */
const later = new Set([4, 10, 17, 32, 102, 190, 613]);

function refusal(status: number, { code, error_subcode: subcode }: GraphError): Error {
  const refused = refusals[`${code}.${subcode}`] ?? refusals[String(code)];
  if (refused) return new SendRefused(refused.code, refused.message);
  if (status === 429 || (code !== undefined && later.has(code)))
    return new NotSent(
      `Meta did not take it (${code ?? status}): check META_PAGE_TOKEN and the app’s limits.`,
    );
  // 1, 2 and 1200 are passing troubles of Meta's, after which a message may have been sent.
  const passing = code === undefined || code === 1 || code === 2 || code === 1200;
  if (status >= 500 || passing) return new Error(`Meta answered ${status} (${code ?? 'without a code'}).`);
  return new SendRefused('channel.refused', `Meta refused it (${code}${subcode ? `.${subcode}` : ''}).`);
}
