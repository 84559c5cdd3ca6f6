import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical } from './canonical.ts';
import { digest } from './digest.ts';

describe('digest', () => {
  it('is the SHA-256 that others compute', () => {
    expect(digest({ b: 1, a: 'ä' })).toBe(digest({ a: 'ä', b: 1 }));
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(digest(value)).toBe(createHash('sha256').update(canonical(value), 'utf8').digest('hex'));
      }),
    );
  });

  it('takes text that is not well-formed', () => {
    expect(digest({ text: '\ud800' })).toMatch(/^[0-9a-f]{64}$/);
    expect(digest('\ud800')).not.toBe(digest('\ufffd'));
  });
});
