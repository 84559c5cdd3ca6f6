import { createHmac, timingSafeEqual } from 'node:crypto';
import { derivedKey } from '../crypto/derived-ids.ts';
import { domainOf, withoutPlus } from './mail-address.ts';

/** The names by which a mail says which conversation it belongs to. Nobody can make one who has not seen it. */
export type MailNames = {
  /** The same send has the same Message-ID; with angle brackets. */
  messageIdOf(send: string, ours: string): string;
  /** Under which a Message-ID is kept: says nothing about who made it. */
  keyOf(messageId: string): string;
  /** Our address with the signed conversation in it. */
  replyAddress(ours: string, conversation: string): string;
  /** The conversation that one of our addresses names, if we signed it. */
  conversationIn(address: string): string | undefined;
  /** For a subject: `[#K7QM-3XWD-2A]`. */
  subjectToken(conversation: string): string;
  /** What a subject's token is kept under. */
  subjectKeys(subject: string): string[];
  /** The id of a mail: of its Message-ID and its content, since anybody may send any Message-ID. */
  mailId(messageId: string, content: Uint8Array): string;
};

export const subjectTokenPattern = /\[#([0-9A-Z]{4})-([0-9A-Z]{4})-([0-9A-Z]{2})\]/gi;

const idBytes = 16;
const signatureBytes = 8;

export function createMailNames(masterKey: Uint8Array): MailNames {
  const key = derivedKey(masterKey, 'mail');
  const mac = (use: string, ...parts: (string | Uint8Array)[]) => {
    const hmac = createHmac('sha256', key).update(use);
    for (const part of parts) hmac.update('\0').update(part);
    return hmac.digest();
  };
  const codeOf = (conversation: string) => base32(mac('subject', conversation).subarray(0, 7)).slice(0, 10);

  return {
    messageIdOf: (send, ours) => `<${base32(mac('send', send).subarray(0, 20))}@${domainOf(ours)}>`,
    keyOf: (messageId) => `id:${mac('message-id', messageId).toString('hex').slice(0, 40)}`,
    replyAddress(ours, conversation) {
      const id = Buffer.from(conversation.replaceAll('-', ''), 'hex');
      if (id.length !== idBytes) return ours;
      const signed = Buffer.concat([id, mac('reply', id).subarray(0, signatureBytes)]);
      return `${ours.slice(0, ours.lastIndexOf('@'))}+${base32(signed)}@${domainOf(ours)}`;
    },
    conversationIn(address) {
      const bytes = fromBase32(withoutPlus(address).plus ?? '');
      if (bytes?.length !== idBytes + signatureBytes) return undefined;
      const id = bytes.subarray(0, idBytes);
      const signature = bytes.subarray(idBytes);
      if (!timingSafeEqual(signature, mac('reply', id).subarray(0, signatureBytes))) return undefined;
      return id.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
    },
    subjectToken(conversation) {
      const code = codeOf(conversation).toUpperCase();
      return `[#${code.slice(0, 4)}-${code.slice(4, 8)}-${code.slice(8)}]`;
    },
    subjectKeys: (subject) =>
      [...subject.slice(0, 1_000).matchAll(subjectTokenPattern)]
        .slice(0, 3)
        .map(([, ...parts]) => `subject:${parts.slice(0, 3).join('').toUpperCase()}`),
    mailId: (messageId, content) => mac('mail', messageId, content).toString('hex').slice(0, 40),
  };
}

/** Lower case only: an address may lose its case on the way. */
const alphabet = 'abcdefghijkmnpqrstuvwxyz23456789';

function base32(bytes: Uint8Array): string {
  let bits = '';
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0');
  return (bits.match(/.{1,5}/g) ?? []).map((part) => alphabet[parseInt(part.padEnd(5, '0'), 2)]).join('');
}

function fromBase32(text: string): Buffer | undefined {
  const values = Array.from(text.toLowerCase().slice(0, 64), (character) => alphabet.indexOf(character));
  if (values.includes(-1)) return undefined;
  const bits = values.map((value) => value.toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
}
