import { digest as pure } from '@throughline/flow/digest';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { digest } from './digest.ts';

it('is the digest of the core', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(digest(value)).toBe(pure(value));
    }),
  );
  expect(digest({ text: 'half a pair: \ud83d' })).toBe(pure({ text: 'half a pair: \ud83d' }));
});
