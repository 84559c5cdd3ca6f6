import { describe, expect, it } from 'vitest';
import { plainForSms, smsSegments } from './sms-segments.ts';

describe('smsSegments', () => {
  it.each([
    ['a'.repeat(160), 'GSM-7', 1],
    ['a'.repeat(161), 'GSM-7', 2],
    ['a'.repeat(307), 'GSM-7', 3],
    ['€'.repeat(80), 'GSM-7', 1],
    ['€'.repeat(81), 'GSM-7', 2],
    ['ж'.repeat(70), 'UCS-2', 1],
    ['ж'.repeat(71), 'UCS-2', 2],
    ['🧵', 'UCS-2', 1],
    ['', 'GSM-7', 1],
  ])('counts %s', (text, alphabet, segments) => {
    expect(smsSegments(text)).toEqual({ alphabet, segments });
  });
});

it('plainForSms keeps a text in the cheap alphabet', () => {
  const text = 'It’s “here” – we think…';
  expect(smsSegments(text).alphabet).toBe('UCS-2');
  expect(plainForSms(text)).toBe('It\'s "here" - we think...');
  expect(smsSegments(plainForSms(text)).alphabet).toBe('GSM-7');
});
