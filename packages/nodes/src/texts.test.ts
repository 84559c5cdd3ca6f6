import { expect, test } from 'vitest';
import { textIn, translated } from './texts.ts';

const texts = [
  { language: 'en', text: 'Hello' },
  { language: 'pt-BR', text: 'Oi' },
  { language: 'de', text: 'Hallo' },
];

test('the same code, else the same language elsewhere, else the first', () => {
  expect(textIn(texts, 'de')).toBe('Hallo');
  expect(textIn(texts, 'de-CH')).toBe('Hallo');
  expect(textIn(texts, 'pt')).toBe('Oi');
  expect(textIn(texts, 'PT-br')).toBe('Oi');
  expect(textIn(texts, 'fi')).toBe('Hello');
});

test('a translation only where there is one for the language', () => {
  expect(translated('Moin', texts, 'de-AT')).toBe('Hallo');
  expect(translated('Moin', texts, 'fi')).toBe('Moin');
  expect(translated('Moin', [], 'de')).toBe('Moin');
});
