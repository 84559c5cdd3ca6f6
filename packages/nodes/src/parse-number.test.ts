import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseNumber } from './parse-number.ts';

test.each([
  ['20', 20],
  ['about 20 €', 20],
  ['-3.5', -3.5],
  ['−3,5', -3.5],
  ['1,234.50', 1234.5],
  ['1.234,50', 1234.5],
  ['1 234,5', 1234.5],
  ["1'234.5", 1234.5],
  ['1.234.567', 1234567],
  ['1.234', 1234],
  ['0.234', 0.234],
  ['1234.567', 1234.567],
  ['I have 2.', 2],
  ['£1,234', 1234],
  ['twenty', undefined],
  ['2 or 3', undefined],
  ['1,23,4', undefined],
  ['1.2.3', undefined],
  ['', undefined],
])('"%s" is %s', (text, number) => {
  expect(parseNumber(text)).toBe(number);
});

test('reads what Intl writes, in any of the languages', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -99_999_999, max: 99_999_999 }),
      fc.constantFrom('en', 'de', 'es', 'fr', 'sv'),
      (cents, language) => {
        const number = cents / 100;
        const text = new Intl.NumberFormat(language, { minimumFractionDigits: 2 }).format(number);
        expect(parseNumber(text)).toBe(number === 0 ? 0 : number);
      },
    ),
  );
});

test('never throws, and never gives what is no number', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(..."0123456789.,-' €x".split('')), maxLength: 60 }),
      (text) => {
        const number = parseNumber(text);
        expect(number === undefined || Number.isFinite(number)).toBe(true);
      },
    ),
  );
});
