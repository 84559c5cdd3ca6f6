import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CannotOpen, masterKeyFrom, newKey, open, seal } from './seal.ts';

const key = newKey('k1');

describe('seal', () => {
  it('gives back any bytes, and is different every time', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), (bytes, place) => {
        const sealed = seal(key, bytes, place);
        expect(open(key, sealed, place)).toEqual(Buffer.from(bytes));
        expect(seal(key, bytes, place).equals(sealed)).toBe(false);
      }),
    );
  });

  it('does not open when any bit was changed, or with anything cut off', () => {
    const sealed = seal(key, Buffer.from('secret'), 'here');
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const changed = Buffer.from(sealed);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      expect(() => open(key, changed, 'here')).toThrow(CannotOpen);
    }
    for (let length = 0; length < sealed.length; length++) {
      expect(() => open(key, sealed.subarray(0, length), 'here')).toThrow(CannotOpen);
    }
  });

  it('does not open elsewhere, nor with another key of the same name', () => {
    const sealed = seal(key, Buffer.from('secret'), 'here');
    expect(() => open(key, sealed, 'there')).toThrow('changed');
    expect(() => open(newKey('k1'), sealed, 'here')).toThrow('changed');
    expect(() => open(newKey('k2'), sealed, 'here')).toThrow('another key');
  });
});

describe('masterKeyFrom', () => {
  const bytes = Buffer.alloc(32, 7);

  it('takes hex and base64, and names the same key the same', () => {
    expect(masterKeyFrom(bytes.toString('hex'))).toEqual(masterKeyFrom(bytes.toString('base64')));
  });

  it.each(['', 'short', bytes.toString('hex').slice(2), Buffer.alloc(33).toString('base64')])(
    'refuses %j',
    (text) => {
      expect(() => masterKeyFrom(text)).toThrow('32 bytes');
    },
  );
});
