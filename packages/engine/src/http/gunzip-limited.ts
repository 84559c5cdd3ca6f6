import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { NodeFailure } from '@throughline/nodes/runner';

const unpack = promisify(gunzip);

/** By its first two bytes (RFC 1952): servers disagree on what they call it. */
export function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** What a few bytes can grow to has an end: past `maxBytes` what `tooLarge` makes is thrown. */
export async function gunzipLimited(bytes: Buffer, maxBytes: number, tooLarge: () => Error): Promise<Buffer> {
  try {
    return await unpack(bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    throw new NodeFailure('http.not-packed', 'The answer cannot be unpacked.');
  }
}
