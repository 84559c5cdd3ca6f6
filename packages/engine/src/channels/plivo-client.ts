import { Client } from 'plivo';
import type { PlivoConfig } from '../channel-config.ts';
import { NotSent, SendRefused } from './channel.ts';

export type PlivoClient = Pick<Client, 'messages'>;

/** Plivo's own client, at another base address where one is given. */
export function createPlivoClient({ authId, authToken, baseUrl }: PlivoConfig): PlivoClient {
  return new Client(authId, authToken, { url: `${baseUrl}/v1/Account/${authId}`, timeout: 10_000 });
}

const notReached = /\b(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)\b/;

/**
 * The error of a send as the channel contract has it. Plivo's client rejects with the text of a stack where it had no answer,
 * else with an error that has the status, or names it in its text.
 */
export function plivoError(error: unknown): Error {
  if (typeof error === 'string')
    return notReached.test(error)
      ? new NotSent('Plivo was not reached.')
      : new Error('Plivo did not answer.');
  const status = statusOf(error);
  if (status === 429 || status === 401 || status === 402 || status === 404)
    return new NotSent(`Plivo answered ${status}.`, { cause: error });
  if (status === 403)
    return new SendRefused(
      'channel.not-allowed',
      'Messages to this country are not allowed for the account.',
    );
  if (status !== undefined && status >= 400 && status < 500)
    return new SendRefused('channel.refused', `Plivo refused it (${status}).`);
  return new Error('Plivo may have taken it.', { cause: error });
}

function statusOf(error: unknown): number | undefined {
  const { status, message } = error as { status?: unknown; message?: unknown };
  if (typeof status === 'number') return status;
  const named = /status code (\d{3})/.exec(typeof message === 'string' ? message : '')?.[1];
  return named === undefined ? undefined : Number(named);
}

/** Of a receipt that says failed: https://www.plivo.com/docs/messaging/troubleshooting/error-codes. */
export function plivoFailure(code: string | undefined): { code: string; message: string } {
  switch (code) {
    case '50':
      return { code: 'channel.invalid-address', message: 'It is not a telephone number.' };
    case '200':
      return { code: 'channel.opted-out', message: 'The customer wants no messages.' };
    case '450':
      return {
        code: 'channel.not-allowed',
        message: 'Messages to this country are not allowed for the account.',
      };
    default:
      return {
        code: 'channel.undelivered',
        message: `It could not be delivered${code ? ` (${code})` : ''}.`,
      };
  }
}

/** As Plivo wants it, in UTC: `2026-11-21 20:30:00`. */
export function plivoTime(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ');
}
