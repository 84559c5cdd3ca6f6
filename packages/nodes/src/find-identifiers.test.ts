import { describe, expect, test } from 'vitest';
import { findIdentifiers } from './find-identifiers.ts';

const all = (text: string, country?: string) =>
  findIdentifiers(text, { kinds: ['email', 'phone', 'account'], country, accountPattern: 'AC-####' });

describe('identifiers in a text', () => {
  test.each([
    ['I am Ana.Ruiz+shop@Example.co.uk, thanks', [{ kind: 'email', value: 'ana.ruiz+shop@example.co.uk' }]],
    ['<ana@example.com>', [{ kind: 'email', value: 'ana@example.com' }]],
    ['ana@localhost, @ana, ana@', []],
    ['ring +44 7700 900123', [{ kind: 'phone', value: '+447700900123' }]],
    ['ring (020) 7946 0958', [{ kind: 'phone', value: '+442079460958' }]],
    ['order 123456 of 2026-11-21, TL-482913', []],
    ['my account AC4711', [{ kind: 'account', value: 'AC-4711' }]],
    ['a@b.io and A@B.IO', [{ kind: 'email', value: 'a@b.io' }]],
    ['Ana.Ruiz+shop@googlemail.com', [{ kind: 'email', value: 'anaruiz@gmail.com' }]],
    ['ring +52 1 55 1234 5678', [{ kind: 'phone', value: '+525512345678' }]],
    ['ring +39 06 1234 5678', [{ kind: 'phone', value: '+390612345678' }]],
    ['', []],
  ])('%s', (text, found) => {
    expect(all(text, 'GB')).toEqual(found);
  });

  test('without a country, only numbers with + are phone numbers', () => {
    expect(all('020 7946 0958')).toEqual([]);
  });

  test.each([
    ['dots', `${'a.'.repeat(5_000)}@`],
    ['at signs', '@'.repeat(10_000)],
    ['digits', '1'.repeat(10_000)],
    ['digits with spaces', '1 '.repeat(5_000)],
    ['labels', `x@${'a-'.repeat(5_000)}`],
  ])('stays quick on many %s', (_, text) => {
    const start = performance.now();
    all(text, 'GB');
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});
