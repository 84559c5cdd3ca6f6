import { randomBytes, randomUUID } from 'node:crypto';
import twilioLibrary from 'twilio';
import type { MetaStandIn } from '../providers/meta.ts';
import { signed as signedByMeta } from '../providers/meta.ts';
import type { PlivoStandIn } from '../providers/plivo.ts';
import { plivoSignature } from '../providers/plivo.ts';
import type { TelegramStandIn } from '../providers/telegram.ts';
import type { TwilioStandIn } from '../providers/twilio.ts';

export type Fields = { [field: string]: string };

export type Posted = { path: string; headers: { [name: string]: string }; body: Buffer };

/** The addresses at which an API hears of a provider's customers, and how the provider signs what it posts there. */
export type Door = {
  /** Of the API. */
  url: string;
  paths: readonly string[];
  /** Headers that prove who posts. */
  proofs: readonly string[];
  /** A message from this sender to an address of the door, signed. */
  message(path: string, from: string, more?: Fields): Posted;
  /** Signed, and no sense in it. */
  nonsense(path: string): Posted;
} & (
  | { takes: 'forms'; sign(path: string, fields: Fields): Posted }
  | { takes: 'json'; sign(path: string, bytes: Buffer): Posted }
);

const callPaths = [
  ...['', '/turn', '/wait', '/whisper', '/person', '/status'],
  ...['/callback', '/callback/key', '/callback/left', '/callback/ended'],
];

export const form = 'application/x-www-form-urlencoded';

export function twilioDoor(url: string, { account, ...twilio }: TwilioStandIn, ours: string): Door {
  const sign = (path: string, fields: Fields): Posted => {
    const all = { AccountSid: account.accountSid, ...fields };
    const signature = twilioLibrary.getExpectedTwilioSignature(account.authToken, `${url}${path}`, all);
    return formPost(path, all, { 'x-twilio-signature': signature });
  };
  const call = { CallSid: 'CA-nonsense', CallStatus: 'ringing' };
  return {
    url,
    paths: [
      ...['sms', 'sms/status', 'whatsapp', 'whatsapp/status'].map((part) => `/channels/twilio/${part}`),
      ...callPaths.map((part) => `/channels/twilio/voice${part}`),
    ],
    proofs: ['x-twilio-signature'],
    takes: 'forms',
    sign,
    message(path, from, more = {}) {
      const prefix = path.includes('/whatsapp') ? 'whatsapp:' : '';
      const ends = { From: `${prefix}${from}`, To: `${prefix}${ours}` };
      const said = { ...ends, Body: 'Give me access', ...more };
      const { form: fields } = twilio.message(`${url}${path}`, said);
      return sign(path, fields);
    },
    nonsense: (path) => sign(path, { From: '+', To: ours, ...call }),
  };
}

export function plivoDoor(url: string, { account, ...plivo }: PlivoStandIn, ours: string): Door {
  const sign = (path: string, fields: Fields): Posted => {
    const nonce = randomBytes(10).toString('hex');
    const signature = plivoSignature({
      ...{ url: `${url}${path}`, form: fields, nonce },
      authToken: account.authToken,
    });
    return formPost(path, fields, {
      'x-plivo-signature-v3': signature,
      'x-plivo-signature-v3-nonce': nonce,
    });
  };
  return {
    url,
    paths: [
      ...['sms', 'sms/status'].map((part) => `/channels/plivo/${part}`),
      ...callPaths.map((part) => `/channels/plivo/voice${part}`),
    ],
    proofs: ['x-plivo-signature-v3', 'x-plivo-signature-v3-nonce'],
    takes: 'forms',
    sign,
    message(path, from, more = {}) {
      const said = { From: from.slice(1), To: ours.slice(1), Text: 'Give me access', ...more };
      return sign(path, plivo.message(`${url}${path}`, said).form);
    },
    nonsense: (path) => sign(path, { MessageUUID: '', From: '+', To: '', CallUUID: 'nonsense' }),
  };
}

export function metaDoor(url: string, meta: MetaStandIn): Door {
  const sign = (path: string, bytes: Buffer): Posted => ({
    path,
    headers: signedByMeta(bytes, meta.account.appSecret),
    body: bytes,
  });
  return {
    url,
    paths: ['/channels/messenger', '/channels/instagram'],
    proofs: ['x-hub-signature-256'],
    takes: 'json',
    sign,
    message(path, from, { mid = meta.mid(), text = 'Give me access' } = {}) {
      const platform = path.endsWith('instagram') ? 'instagram' : 'messenger';
      return sign(path, Buffer.from(meta.said(platform, from, { mid, text }).rawBody));
    },
    nonsense: (path) => sign(path, Buffer.from('{"object":"page","entry":"all of it"}')),
  };
}

export function telegramDoor(url: string, telegram: TelegramStandIn): Door {
  const { headers } = telegram.update({});
  const sign = (path: string, bytes: Buffer): Posted => ({ path, headers, body: bytes });
  return {
    url,
    paths: ['/channels/telegram'],
    proofs: ['x-telegram-bot-api-secret-token'],
    takes: 'json',
    sign,
    message: (path, from, { text = 'Give me access' } = {}) =>
      sign(path, Buffer.from(telegram.message({ id: Number(from), first_name: 'Eve' }, { text }).rawBody)),
    nonsense: (path) => sign(path, Buffer.from('{"update_id":"the next one"}')),
  };
}

/** No provider: whoever has a session of a customer writes here, and nobody of these has one. */
export function portalDoor(url: string): Door {
  const sign = (path: string, bytes: Buffer): Posted => ({
    path,
    headers: {
      ...{ 'content-type': 'application/json', 'x-throughline': '1' },
      cookie: `throughline-portal=${randomBytes(32).toString('base64url')}`,
    },
    body: bytes,
  });
  return {
    url,
    paths: ['codes', 'session', 'messages', 'cases/1/close', 'files'].map(
      (part) => `/channels/portal/${part}`,
    ),
    proofs: ['cookie'],
    takes: 'json',
    sign,
    message: (path, from, { text = 'Give me access' } = {}) =>
      sign(path, Buffer.from(JSON.stringify({ id: randomUUID(), from, text }))),
    nonsense: (path) =>
      sign(path, Buffer.from(JSON.stringify({ to: 'nobody', proof: randomUUID(), code: '000000' }))),
  };
}

function formPost(path: string, fields: Fields, proof: { [name: string]: string }): Posted {
  const body = Buffer.from(new URLSearchParams(fields).toString());
  return { path, headers: { 'content-type': form, ...proof }, body };
}
