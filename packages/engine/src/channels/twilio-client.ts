import twilio from 'twilio';
import type { TwilioConfig } from '../channel-config.ts';
import { NotSent, SendRefused } from './channel.ts';

export type TwilioClient = ReturnType<typeof twilio>;

const timeoutMs = 10_000;

/** Twilio's own client. Another base address, such as a local stand-in's, changes where requests go and nothing else. */
export function createTwilioClient({ accountSid, authToken, baseUrl }: TwilioConfig): TwilioClient {
  const httpClient = new twilio.RequestClient({ timeout: timeoutMs, autoRetry: false });
  const request = httpClient.request.bind(httpClient);
  httpClient.request = (options) => request({ ...options, uri: addressAt(baseUrl, options.uri) });
  return twilio(accountSid, authToken, { httpClient });
}

/** Twilio's products have hosts of their own; a stand-in serves them all. */
function addressAt(baseUrl: string, uri: string): string {
  if (baseUrl === publicBase) return uri;
  const { pathname, search } = new URL(uri);
  return `${baseUrl}${pathname}${search}`;
}

const publicBase = 'https://api.twilio.com';

/** What Twilio's errors mean for a message: https://www.twilio.com/docs/api/errors. */
const refusals: { [code: number]: { code: string; message: string } } = {
  21211: { code: 'channel.invalid-address', message: 'It is not a telephone number.' },
  21408: {
    code: 'channel.not-allowed',
    message: 'Messages to this country are not allowed for the account.',
  },
  21610: { code: 'channel.opted-out', message: 'The customer wants no messages.' },
  21612: { code: 'channel.not-allowed', message: 'The number cannot be reached from ours.' },
  21614: { code: 'channel.invalid-address', message: 'It is not a mobile number.' },
  21617: { code: 'channel.too-long', message: 'The text is too long.' },
  30003: { code: 'channel.undelivered', message: 'The phone is off or out of reach.' },
  30005: { code: 'channel.invalid-address', message: 'The number does not exist.' },
  30006: {
    code: 'channel.invalid-address',
    message: 'It is a landline, or the carrier does not take messages.',
  },
  63003: { code: 'channel.invalid-address', message: 'The number is not on WhatsApp.' },
  63016: { code: 'channel.window-closed', message: 'WhatsApp’s 24 hours are over.' },
  63024: { code: 'channel.invalid-address', message: 'The number is not on WhatsApp.' },
};

/** The error of a send as the channel contract has it; what Twilio may have taken stays as it is. */
export function sendErrorOf(error: unknown): unknown {
  const { status, code } = error as { status?: number; code?: number | string };
  if (typeof code === 'number' && refusals[code]) {
    const refused = refusals[code];
    return new SendRefused(refused.code, refused.message);
  }
  if (status === 400) return new SendRefused('channel.refused', `Twilio refused it (${code ?? status}).`);
  if (status === 429 || status === 401 || status === 403 || status === 404)
    return new NotSent(`Twilio answered ${status}`, { cause: error });
  if (typeof code === 'string' && /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/.test(code))
    return new NotSent('Twilio cannot be reached', { cause: error });
  return error;
}

/** Of a receipt that says failed. */
export function failureOf(code: number | undefined): { code: string; message: string } {
  const known = code === undefined ? undefined : refusals[code];
  return (
    known ?? { code: 'channel.undelivered', message: `It could not be delivered${code ? ` (${code})` : ''}.` }
  );
}
