import { createHash } from 'node:crypto';
import { canonical } from '@throughline/flow/canonical';

/** The same as the core's `digest`, several times faster: Node has a SHA-256 of its own, the workflow sandbox has none. */
export function digest(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('hex');
}
