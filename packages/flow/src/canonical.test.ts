import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical } from './canonical.ts';

describe('canonical', () => {
  it('orders keys by UTF-16 code units, as in the RFC 8785 example', () => {
    const value = {
      '\u20ac': 'Euro',
      '\r': 'CR',
      '\ufb33': 'Dalet',
      '1': 'One',
      '\u{1f600}': 'Smile',
      '\u0080': 'Control',
      '\u00f6': 'Umlaut',
    };
    expect(canonical(value)).toBe(
      '{"\\r":"CR","1":"One","\u0080":"Control","\u00f6":"Umlaut","\u20ac":"Euro","\u{1f600}":"Smile","\ufb33":"Dalet"}',
    );
  });

  it('writes numbers in the shortest form, and minus zero as zero', () => {
    expect(canonical([Number('333333333.33333329'), 1e30, 4.5, 2e-3, 1e-27, -0])).toBe(
      '[333333333.3333333,1e+30,4.5,0.002,1e-27,0]',
    );
  });

  it('drops undefined fields and refuses them in lists', () => {
    expect(canonical({ b: undefined, a: 1 })).toBe('{"a":1}');
    expect(() => canonical([undefined])).toThrow('undefined (at 0)');
  });

  it.each([
    ['NaN', { a: { b: [Number.NaN] } }, 'the number NaN (at a.b.0)'],
    ['Infinity', Number.POSITIVE_INFINITY, 'the number Infinity (at the value itself)'],
    ['a bigint', { n: 1n }, 'bigint (at n)'],
    ['a function', { f: () => 1 }, 'function (at f)'],
    ['a date', { d: new Date(0) }, 'a class instance (at d)'],
    ['a map', new Map(), 'a class instance'],
  ])('refuses %s', (_, value, text) => {
    expect(() => canonical(value)).toThrow(text);
  });

  it('refuses what contains itself', () => {
    const loop: Record<string, unknown> = {};
    loop['self'] = loop;
    expect(() => canonical(loop)).toThrow('contains itself');
  });

  it('says the same of a value after a JSON round trip, and whatever the order of keys', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonical(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonical(JSON.parse(text))).toBe(text);
        expect(canonical(reversed(JSON.parse(text)))).toBe(text);
      }),
    );
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, field]) => [key, reversed(field)]),
  );
}
