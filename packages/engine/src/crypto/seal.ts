import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/** An AES-256 key; `id` names it in what it sealed, and says nothing about the key. */
export type SealKey = { id: string; bytes: Uint8Array };

/** The key is another one, or the bytes or their place were changed. */
export class CannotOpen extends Error {
  constructor(why: 'another key' | 'changed' | 'not sealed') {
    super(`cannot open sealed bytes: ${why}`);
    this.name = 'CannotOpen';
  }
}

const format = 1;
const nonceAt = 9;
const tagAt = nonceAt + 12;
const bodyAt = tagAt + 16;

/**
 * AES-256-GCM with a random nonce: format (1 byte), key id (8), nonce (12), tag (16), body. `place` (such as the row's id)
 * is authenticated with it, so that sealed bytes moved to another row do not open.
 */
export function seal(key: SealKey, bytes: Uint8Array, place = ''): Buffer {
  const nonce = randomBytes(12);
  const head = Buffer.concat([Buffer.of(format), keyMark(key)]);
  const cipher = createCipheriv('aes-256-gcm', key.bytes, nonce).setAAD(aad(head, place));
  const body = Buffer.concat([cipher.update(bytes), cipher.final()]);
  return Buffer.concat([head, nonce, cipher.getAuthTag(), body]);
}

/** Throws `CannotOpen`. */
export function open(key: SealKey, sealed: Uint8Array, place = ''): Buffer {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  if (bytes.length < bodyAt || bytes[0] !== format) throw new CannotOpen('not sealed');
  const head = bytes.subarray(0, nonceAt);
  if (!head.subarray(1).equals(keyMark(key))) throw new CannotOpen('another key');
  const decipher = createDecipheriv('aes-256-gcm', key.bytes, bytes.subarray(nonceAt, tagAt), {
    authTagLength: 16,
  })
    .setAAD(aad(head, place))
    .setAuthTag(bytes.subarray(tagAt, bodyAt));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(bodyAt)), decipher.final()]);
  } catch {
    throw new CannotOpen('changed');
  }
}

export function newKey(id: string): SealKey {
  return { id, bytes: randomBytes(32) };
}

/** A master key from 32 bytes in base64 or hex. Throws a `TypeError` that says what is expected. */
export function masterKeyFrom(text: string): SealKey {
  const bytes = /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64');
  if (bytes.length !== 32)
    throw new TypeError('the master key must be 32 bytes, as 64 hex digits or in base64');
  return { id: `master-${createHash('sha256').update(bytes).digest('hex').slice(0, 8)}`, bytes };
}

function keyMark(key: SealKey): Buffer {
  return createHash('sha256').update(key.id).digest().subarray(0, 8);
}

function aad(head: Uint8Array, place: string): Buffer {
  return Buffer.concat([head, Buffer.from(place)]);
}
