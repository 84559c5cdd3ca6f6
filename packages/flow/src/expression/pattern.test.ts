import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PatternError } from './pattern-parse.ts';
import { findPattern } from './pattern.ts';

describe('findPattern', () => {
  it.each([
    ['order \\d{4}', 'my order 4711', true],
    ['^order', 'my order', false],
    ['order$', 'my order', true],
    ['(?i)STRASSE', 'strasse', true],
    ['(?i)[a-c]+$', 'xABC', true],
    ['[A-Z]', 'abc', false],
    ['colou?r|couleur', 'couleur', true],
    ['\\bcat\\b', 'concat', false],
    ['\\bcat\\b', 'a cat.', true],
    ['[^0-9]', '123', false],
    ['[]x]', ']', true],
    ['[a\\-z]', '-', true],
    ['a{2,3}b', 'ab', false],
    ['a{2,}b', 'aaaab', true],
    ['a.c', 'a\nc', false],
    ['^(?:a|b)*$', 'abab', true],
    ['^.$', '👍', true],
    ['', '', true],
    ['a{,2}', 'a{,2}', true],
  ])('%s in %s: %s', (pattern, text, found) => {
    expect(findPattern(pattern, text)).toBe(found);
  });

  it.each([
    '(',
    'a)',
    '[a',
    '*a',
    'a**',
    '[z-a]',
    '\\1',
    '\\',
    '(?=a)',
    '(?<n>a)',
    'a{3,1}',
    'a{999}',
    '(a{200}){200}',
    '('.repeat(30),
  ])('refuses %s', (pattern) => {
    expect(() => findPattern(pattern, 'a')).toThrow(PatternError);
  });

  it('finds what RegExp finds', () => {
    const atom = fc.constantFrom(
      'a',
      'b',
      'c',
      '.',
      '\\d',
      '\\w',
      '\\s',
      '[ab]',
      '[^a]',
      '[a-c1]',
      '\\.',
      '\\b',
      '^',
      '$',
      '1',
      ' ',
    );
    const piece = fc
      .tuple(atom, fc.constantFrom('', '', '*', '+', '?', '{2}', '{1,2}', '*?'))
      .map(([one, count]) => (/^(\^|\$|\\b)$/.test(one) ? one : one + count));
    const sequence = fc.array(piece, { maxLength: 4 }).map((list) => list.join(''));
    const pattern = fc
      .tuple(sequence, sequence, sequence, fc.constantFrom('', '*', '+', '?', '{2}'))
      .map(([a, b, c, count]) => `${a}(${b}|${c})${count}`);
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '1', ' ', '.', '\n', 'A'), maxLength: 8 });
    fc.assert(
      fc.property(pattern, text, fc.boolean(), (source, value, ignoreCase) => {
        expect(findPattern(ignoreCase ? `(?i)${source}` : source, value)).toBe(
          new RegExp(source, ignoreCase ? 'i' : '').test(value),
        );
      }),
      { numRuns: 3_000 },
    );
  });

  it('takes no longer for patterns on which backtracking explodes', () => {
    // 2^5000 ways for a backtracking matcher: an answer at all is the test.
    expect(findPattern('^(a+)+$', `${'a'.repeat(5_000)}!`)).toBe(false);
    expect(findPattern('(a|a)*(a|a)*b', 'a'.repeat(5_000))).toBe(false);
  });
});
