import { createHmac, hkdfSync } from 'node:crypto';

/** A key for one use, made of the master key. */
export function derivedKey(masterKey: Uint8Array, use: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', masterKey, new Uint8Array(), use, 32));
}

/** Not guessable without the key, unlike a plain digest of a telephone number. Shaped as a version 8 UUID. */
export function derivedUuid(key: Uint8Array, name: string): string {
  const hex = createHmac('sha256', key).update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** The id of the conversation between two ends on a channel; the same for the same ends, and saying nothing about them. */
export type ConversationIds = (channel: string, ours: string, theirs: string) => string;

export function createConversationIds(masterKey: Uint8Array): ConversationIds {
  const key = derivedKey(masterKey, 'conversations');
  return (channel, ours, theirs) => derivedUuid(key, JSON.stringify([channel, ours, theirs]));
}
