import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonical } from './canonical.ts';

/**
 * Lower-case hex SHA-256 of the canonical JSON of a value. Synchronous and pure JavaScript, so that it runs in the
 * workflow sandbox, which has no crypto. Throws as `canonical` does.
 */
export function digest(value: unknown): string {
  return bytesToHex(sha256(utf8ToBytes(canonical(value))));
}
