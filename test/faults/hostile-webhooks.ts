import { randomUUID } from 'node:crypto';
import type { Door, Posted } from './doors.ts';
import { form } from './doors.ts';
import type { Random } from './random.ts';

/** `inert`: the provider may be told that it is fine, and nothing is kept. */
export type HostileWebhook = Posted & {
  kind: string;
  /** Of the API. */
  url: string;
  method: string;
  expected: 'refused' | 'inert';
  /** The API may close the connection on it, instead of an answer: it takes no more than 256 kB. */
  isTooLong: boolean;
};

/** `spoken`: a genuine message that was posted before, to be posted again. */
export type Doors = { all: readonly Door[]; spoken: readonly { door: Door; posted: Posted }[] };

const limitBytes = 256 * 1_024;
const nobody = '+447700900666';

/** One request that no provider would make, or that one has made before. */
export function hostileWebhook(doors: Doors, random: Random): HostileWebhook {
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
    'unknown call': 2,
    'false handshake': 1,
    'wrong method': 1,
    replayed: 2,
  });
  const { door, posted, method = 'POST', expected = 'refused' } = make[kind](doors, random);
  const isTooLong = posted.body.length > limitBytes;
  return { kind, url: door.url, ...posted, method, expected, isTooLong };
}

type Made = { door: Door; posted: Posted; method?: string; expected?: 'inert' };
type Make = (doors: Doors, random: Random) => Made;

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
  | 'unknown call'
  | 'false handshake'
  | 'wrong method'
  | 'replayed';

const make: Record<Kind, Make> = {
  unsigned(doors, random) {
    const { door, posted } = genuine(doors, random);
    const headers = Object.entries(posted.headers).filter(([name]) => !door.proofs.includes(name));
    return { door, posted: { ...posted, headers: Object.fromEntries(headers) } };
  },
  forged(doors, random) {
    const { door, posted } = genuine(doors, random);
    const guess = bytes(random, 20).toString('base64url');
    const proofs = door.proofs.map((name) => [
      name,
      name === 'cookie' ? `throughline-portal=${guess}` : guess,
    ]);
    return { door, posted: { ...posted, headers: { ...posted.headers, ...Object.fromEntries(proofs) } } };
  },
  'wrong address'(doors, random) {
    const { door, posted } = genuine({ ...doors, all: formDoors(doors) }, random);
    const others = door.paths.filter((path) => path !== posted.path);
    return { door, posted: { ...posted, path: one(others, random) } };
  },
  'repeated parameter'(doors, random) {
    const { door, posted } = genuine({ ...doors, all: formDoors(doors) }, random);
    const more = `&Body=${randomUUID()}&From=${encodeURIComponent('+10000000000')}`;
    return { door, posted: { ...posted, body: Buffer.concat([posted.body, Buffer.from(more)]) } };
  },
  'another account'(doors, random) {
    const door = one(withPath(doors, '/channels/twilio/sms'), random);
    const posted = door.message(one(door.paths, random), nobody, { AccountSid: `AC${'f'.repeat(32)}` });
    return { door, posted };
  },
  oversize(doors, random) {
    const { door, posted } = genuine(doors, random);
    return { door, posted: { ...posted, body: Buffer.concat([posted.body, Buffer.alloc(300_000, 'x')]) } };
  },
  // One name many times, or many names: neither may cost more than its bytes, before anybody asks who signed it.
  'many fields'(doors, random) {
    const { door, posted } = genuine(doors, random);
    const name = random.pick({ one: 1, many: 1 });
    const fields = Array.from({ length: 60_000 }, (_, index) => (name === 'one' ? 'a' : index.toString(36)));
    const headers = { ...posted.headers, 'content-type': form };
    return { door, posted: { ...posted, headers, body: Buffer.from(fields.join('&')) } };
  },
  'wrong type'(doors, random) {
    const { door, posted } = genuine(doors, random);
    const type = random.pick({ 'text/plain': 1, 'application/xml': 1, 'multipart/form-data': 1, '': 1 });
    return { door, posted: { ...posted, headers: { ...posted.headers, 'content-type': type } } };
  },
  'deep JSON'(doors, random) {
    const depth = random.int(40, 20_000);
    return signedBytes(doors, random, Buffer.from(`${'['.repeat(depth)}${']'.repeat(depth)}`));
  },
  'bad UTF-8': (doors, random) =>
    signedBytes(doors, random, Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])),
  'random bytes'(doors, random) {
    const door = one(doors.all, random);
    const headers = { 'content-type': random.pick({ [form]: 1, 'application/json': 1 }) };
    const body = bytes(random, random.int(1, 4_000));
    return { door, posted: { path: one(door.paths, random), headers, body } };
  },
  'signed nonsense'(doors, random) {
    const door = one(doors.all, random);
    return { door, posted: door.nonsense(one(door.paths, random)) };
  },
  'unknown receipt'(doors, random) {
    const door = one(formDoors(doors), random);
    const path = one(
      door.paths.filter((each) => /(?:sms|whatsapp)\/status$/.test(each)),
      random,
    );
    const state = { Status: 'failed', MessageStatus: 'failed', From: nobody, To: nobody };
    const id = randomUUID();
    const fields = { ...state, MessageUUID: id, MessageSid: `SM${id.replaceAll('-', '')}` };
    return { door, posted: signedForm(door, `${path}?send=${randomUUID()}:1:1`, fields), expected: 'inert' };
  },
  'unknown call'(doors, random) {
    const door = one(formDoors(doors), random);
    const path = one(
      door.paths.filter((each) => /\/callback|voice\/status$/.test(each)),
      random,
    );
    const id = randomUUID();
    const ids = { CallUUID: id, CallSid: `CA${id.replaceAll('-', '')}` };
    const fields = { ...ids, From: nobody, To: nobody, CallStatus: 'completed', Duration: '1' };
    const query = path.endsWith('/status') ? '' : `?callback=${randomUUID()}`;
    return { door, posted: signedForm(door, `${path}${query}`, fields), expected: 'inert' };
  },
  'false handshake'(doors, random) {
    const door = one(withPath(doors, '/channels/messenger'), random);
    const query = new URLSearchParams({
      ...{ 'hub.mode': 'subscribe', 'hub.challenge': '<b>1</b>' },
      'hub.verify_token': bytes(random, 20).toString('base64url'),
    });
    const path = `${one(door.paths, random)}?${query.toString()}`;
    return { door, posted: { path, headers: {}, body: Buffer.alloc(0) }, method: 'GET' };
  },
  'wrong method'(doors, random) {
    const { door, posted } = genuine(doors, random);
    return { door, posted, method: random.pick({ PUT: 1, DELETE: 1, PATCH: 1 }) };
  },
  // Said once before the run began.
  replayed: (doors, random) => ({ ...one(doors.spoken, random), expected: 'inert' }),
};

function genuine({ all }: Doors, random: Random): { door: Door; posted: Posted } {
  const door = one(all, random);
  return { door, posted: door.message(one(door.paths, random), nobody) };
}

function formDoors({ all }: Doors): Door[] {
  return all.filter(({ takes }) => takes === 'forms');
}

function withPath({ all }: Doors, path: string): Door[] {
  return all.filter(({ paths }) => paths.includes(path));
}

function signedForm(door: Door, path: string, fields: { [field: string]: string }): Posted {
  if (door.takes !== 'forms') throw new TypeError('no forms are signed for this door');
  return door.sign(path, fields);
}

function signedBytes({ all }: Doors, random: Random, body: Buffer): Made {
  const door = one(
    all.filter((each) => each.takes === 'json'),
    random,
  );
  return { door, posted: door.sign(one(door.paths, random), body) };
}

function one<Each>(all: readonly Each[], random: Random): Each {
  const found = all[random.int(0, all.length - 1)];
  if (found === undefined) throw new RangeError('there is none to choose from');
  return found;
}

function bytes(random: Random, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => random.int(0, 255)));
}
