import { expect, it } from 'vitest';
import { valueWords } from './policy-words.ts';
import type { PolicyType } from './types.ts';

it.each<[PolicyType, unknown, string]>([
  ['number', 30, '30'],
  ['boolean', false, 'no'],
  ['money', { amount: 20, currency: 'GBP' }, '20.00 GBP'],
  ['duration', '24h', '24 hours'],
  ['duration', 'P1D', '1 day'],
  ['duration', '1h30m', '1h30m'],
  ['openingHours', 'Mon-Fri 09:00-17:00; Sat 10:00-14:00', 'Mon-Fri 09:00-17:00; Sat 10:00-14:00'],
  ['openingHours', { weekly: {}, holidays: [{ date: '2026-12-25' }] }, 'always closed; 1 holiday'],
  ['list', ['a', 'b'], 'a, b'],
  ['object', { a: 1 }, '{"a":1}'],
])('says a %s as people do', (type, value, words) => {
  expect(valueWords(type, value)).toBe(words);
});
