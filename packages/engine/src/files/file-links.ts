import { createHmac } from 'node:crypto';
import { derivedKey } from '../crypto/derived-ids.ts';
import { sameSecret } from '../crypto/same-secret.ts';

/** Addresses of files for those who have no account: providers that fetch media, customers on channels without files. */
export type FileLinks = ReturnType<typeof createFileLinks>;

/** A customer who reads it after a holiday still gets it. */
const validForMs = 30 * 24 * 3_600_000;

/** Signed, so that nobody guesses one, and over after 30 days. `publicUrl` without a trailing slash. */
export function createFileLinks({ masterKey, publicUrl }: { masterKey: Uint8Array; publicUrl: string }) {
  const key = derivedKey(masterKey, 'file-links');
  const sign = (claim: string) => createHmac('sha256', key).update(claim).digest('base64url');

  return {
    linkTo(id: string, at: number): string {
      const until = Math.ceil((at + validForMs) / 1_000).toString(36);
      const claim = `${Buffer.from(id).toString('base64url')}.${until}`;
      return `${publicUrl}/channels/files/${claim}.${sign(claim)}`;
    },
    /** The file's id; undefined for what we did not sign, and what is over. */
    read(token: string, now: number): string | undefined {
      const [id = '', until = '', signature = '', ...more] = token.split('.');
      const isOurs = sameSecret(signature, sign(`${id}.${until}`));
      if (more.length > 0 || !isOurs || Number.parseInt(until, 36) * 1_000 < now) return undefined;
      return Buffer.from(id, 'base64url').toString();
    },
  };
}
