import { randomUUID } from 'node:crypto';
import type { MetaStandIn } from '../providers/meta.ts';
import { signed } from '../providers/meta.ts';
import type { SignedRequest, TwilioStandIn } from '../providers/twilio.ts';
import type { Random } from './random.ts';

/** `inert`: the provider may be told that it is fine, and nothing is kept. */
export type HostileWebhook = {
  kind: string;
  path: string;
  method: string;
  headers: { [name: string]: string };
  body?: Buffer;
  expected: 'refused' | 'inert';
};

export type Signers = { url: string; ours: string; twilio: TwilioStandIn; meta: MetaStandIn };

const paths = [
  '/channels/twilio/sms',
  '/channels/twilio/sms/status',
  '/channels/twilio/whatsapp',
  '/channels/twilio/voice',
  '/channels/messenger',
] as const;

const form = 'application/x-www-form-urlencoded';
const nobody = '+447700900666';

/** One request that no provider would make, or that one has made before. */
export function hostileWebhook(signers: Signers, random: Random): HostileWebhook {
  const kind = random.pick({
    unsigned: 3,
    forged: 3,
    'wrong address': 2,
    'repeated parameter': 2,
    'another account': 1,
    oversize: 1,
    'many fields': 2,
    'wrong type': 1,
    'deep JSON': 1,
    'bad UTF-8': 1,
    'random bytes': 2,
    'signed nonsense': 2,
    'unknown receipt': 2,
    'wrong method': 1,
    replayed: 2,
  });
  return { kind, ...make[kind](signers, random) };
}

type Made = Omit<HostileWebhook, 'kind'>;
type Make = (signers: Signers, random: Random) => Made;

const make: Record<Kind, Make> = {
  unsigned: (signers) => {
    const made = refused(genuine(signers));
    const { 'x-twilio-signature': _, ...headers } = made.headers;
    return { ...made, headers };
  },
  forged: (signers, random) => {
    const made = refused(genuine(signers));
    const signature = bytes(random, 20).toString('base64');
    return {
      ...made,
      path: anyPath(random),
      headers: {
        ...made.headers,
        'x-twilio-signature': signature,
        'x-hub-signature-256': `sha256=${signature}`,
      },
    };
  },
  'wrong address': (signers) => ({
    ...refused(genuine(signers)),
    path: '/channels/twilio/whatsapp',
  }),
  'repeated parameter': (signers) => {
    const made = refused(genuine(signers));
    const more = `&Body=${randomUUID()}&From=${encodeURIComponent('+10000000000')}`;
    return { ...made, body: Buffer.concat([made.body ?? Buffer.alloc(0), Buffer.from(more)]) };
  },
  'another account': (signers) => refused(genuine(signers, { AccountSid: `AC${'f'.repeat(32)}` })),
  oversize: (signers) => refused(genuine(signers, { Body: 'x'.repeat(300_000) })),
  // One name many times, or many names: neither may cost more than its bytes, before anybody asks who signed it.
  'many fields': (signers, random) => {
    const made = refused(genuine(signers));
    const name = random.pick({ one: 1, many: 1 });
    const fields = Array.from({ length: 60_000 }, (_, index) => (name === 'one' ? 'a' : index.toString(36)));
    return { ...made, path: anyPath(random), body: Buffer.from(fields.join('&')) };
  },
  'wrong type': (signers, random) => {
    const made = refused(genuine(signers));
    const type = random.pick({ 'text/plain': 1, 'application/xml': 1, 'multipart/form-data': 1, '': 1 });
    return { ...made, headers: { ...made.headers, 'content-type': type } };
  },
  'deep JSON': ({ meta }, random) => {
    const depth = random.int(40, 20_000);
    const rawBody = Buffer.from(`${'['.repeat(depth)}${']'.repeat(depth)}`);
    return signedByMeta(meta, rawBody);
  },
  'bad UTF-8': ({ meta }) => signedByMeta(meta, Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])),
  'random bytes': (_signers, random) => ({
    path: anyPath(random),
    method: 'POST',
    headers: { 'content-type': random.pick({ [form]: 1, 'application/json': 1 }) },
    body: bytes(random, random.int(1, 4_000)),
    expected: 'refused',
  }),
  'signed nonsense': (signers, random) =>
    refused(genuine(signers, { From: random.pick({ nobody: 1, 'sip:x@y': 1, '+': 1 }), MessageSid: '' })),
  'unknown receipt': ({ twilio, url }) => {
    const message = {
      ...{ sid: `SM${randomUUID().replaceAll('-', '')}`, to: nobody, from: nobody, body: '', buttons: [] },
      at: new Date(),
      statusCallback: `${url}/channels/twilio/sms/status?send=${randomUUID()}:1:1`,
    };
    return inert(twilio.status(message, 'failed', 30_005));
  },
  'wrong method': (signers, random) => ({
    ...refused(genuine(signers)),
    method: random.pick({ PUT: 1, DELETE: 1, PATCH: 1 }),
  }),
  // Said once before the run began.
  replayed: (signers) => inert(signers.twilio.message(`${signers.url}/channels/twilio/sms`, said(signers))),
};

type Kind =
  | 'unsigned'
  | 'forged'
  | 'wrong address'
  | 'repeated parameter'
  | 'another account'
  | 'oversize'
  | 'many fields'
  | 'wrong type'
  | 'deep JSON'
  | 'bad UTF-8'
  | 'random bytes'
  | 'signed nonsense'
  | 'unknown receipt'
  | 'wrong method'
  | 'replayed';

/** The one genuine message, which the replays repeat. */
export function said({ ours }: Pick<Signers, 'ours'>): { [field: string]: string } {
  return {
    MessageSid: `SM${'1'.repeat(32)}`,
    From: '+447700900777',
    To: ours,
    Body: 'Hello, where is my order?',
  };
}

function genuine({ twilio, url, ours }: Signers, fields: { [field: string]: string } = {}): SignedRequest {
  return twilio.message(`${url}/channels/twilio/sms`, {
    From: nobody,
    To: ours,
    Body: 'Give me access',
    ...fields,
  });
}

function refused(request: SignedRequest): Made {
  return { ...inert(request), expected: 'refused' };
}

function inert({ url, form: fields, headers }: SignedRequest): Made {
  const { pathname, search } = new URL(url);
  const body = Buffer.from(new URLSearchParams(fields).toString());
  return { path: `${pathname}${search}`, method: 'POST', headers, body, expected: 'inert' };
}

function signedByMeta(meta: MetaStandIn, rawBody: Buffer): Made {
  return {
    path: '/channels/messenger',
    method: 'POST',
    headers: signed(rawBody, meta.account.appSecret),
    body: rawBody,
    expected: 'refused',
  };
}

function anyPath(random: Random): string {
  return paths[random.int(0, paths.length - 1)] ?? paths[0];
}

function bytes(random: Random, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => random.int(0, 255)));
}
