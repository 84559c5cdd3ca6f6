import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { findPattern, patternIssue } from './pattern.ts';

test.each([
  ['TL-######', 'my order TL-482913 is late', 'TL-482913'],
  ['TL-######', 'tl482913', 'TL-482913'],
  ['TL-######', 'TL 482913.', 'TL-482913'],
  ['TL-######', 'TL‑482913', 'TL-482913'],
  ['TL-######', 'TL-4829131', undefined],
  ['TL-######', 'XTL-482913', undefined],
  ['TL-######', 'TL-48291', undefined],
  ['@@##-***', 'ab12-c3d', 'AB12-C3D'],
  ['####', '12 1234', '1234'],
  ['####', '', undefined],
  ['(TL-)######', 'it is 482913', 'TL-482913'],
  ['(TL-)######', '111111 or tl 482913', 'TL-482913'],
  ['(TL-)######', 'XX-482913 and XTL482913', 'TL-482913'],
  ['(TL-)######', '4829131', undefined],
])('%s in "%s" is %s', (pattern, text, found) => {
  expect(findPattern(pattern, text)).toBe(found);
});

test('a pattern must have a place to fill, and stay short', () => {
  expect(patternIssue('TL-######')).toBeUndefined();
  expect(patternIssue('TL')).toMatch(/Use #/);
  expect(patternIssue('#'.repeat(41))).toMatch(/40/);
  expect(patternIssue('(TL-)######')).toBeUndefined();
  expect(patternIssue('(TL-######')).toMatch(/Close/);
  expect(patternIssue('((TL)-)######')).toMatch(/Close/);
  expect(patternIssue('(TL##)####')).toMatch(/fixed/);
});

test('a number written by a pattern is found in any text around it', () => {
  const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 6, maxLength: 6 });
  fc.assert(
    fc.property(
      digits,
      fc.string(),
      fc.string(),
      fc.constantFrom('-', ' ', ''),
      (digits, before, after, separator) => {
        fc.pre(!/\d|tl/i.test(before));
        const text = `${before} TL${separator}${digits.join('')} ${after}`;
        expect(findPattern('TL-######', text)).toBe(`TL-${digits.join('')}`);
      },
    ),
  );
});

test('no text makes it slow', () => {
  const start = performance.now();
  findPattern('*'.repeat(40), 'a'.repeat(1_000_000));
  findPattern('*'.repeat(40), 'a '.repeat(500_000));
  expect(performance.now() - start).toBeLessThan(1_000);
});
