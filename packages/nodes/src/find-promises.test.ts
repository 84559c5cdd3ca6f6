import { describe, expect, it } from 'vitest';
import { findPromises } from './find-promises.ts';

const reading = { now: Date.parse('2026-11-21T14:05:00Z'), timeZone: 'Europe/London' };

describe('findPromises', () => {
  it.each([
    [
      "Hello Ana. I'll call you Tuesday before noon.",
      "I'll call you Tuesday before noon.",
      '2026-11-24T12:00',
    ],
    [
      'We will send a new lid within 2 working days. Sorry!',
      'We will send a new lid within 2 working days.',
      '2026-11-24T14:05',
    ],
    [
      'You’ll get your refund in 5 working days',
      'You’ll get your refund in 5 working days',
      '2026-11-27T14:05',
    ],
    [
      'Your kettle will be repaired by 3 December.',
      'Your kettle will be repaired by 3 December.',
      '2026-12-03T18:00',
    ],
    ['Ich melde mich morgen.', 'Ich melde mich morgen.', '2026-11-22T18:00'],
    ['Nous vous rappellerons dans 2 heures.', 'Nous vous rappellerons dans 2 heures.', '2026-11-21T16:05'],
    ['Le llamaré el martes.', 'Le llamaré el martes.', '2026-11-24T18:00'],
  ])('%s', (text, promise, due) => {
    const [found, ...more] = findPromises(text, reading);
    expect([found?.text, more]).toEqual([promise, []]);
    expect(new Date(found?.dueAt ?? 0).toISOString().slice(0, 16)).toBe(due);
  });

  it('takes a promise without a time', () => {
    expect(findPromises('I will look into it.', reading)).toEqual([{ text: 'I will look into it.' }]);
  });

  it.each([
    'Will you be at home on Tuesday?',
    'If you send it back, we will refund it within 5 days.',
    'I will not call you again.',
    'You will need to send a photo by Tuesday.',
    'We will be happy to help.',
    'The return label is in the box.',
    'No le llamaré mañana.',
    'Standard delivery takes 2 to 3 working days.',
  ])('finds none in "%s"', (text) => {
    expect(findPromises(text, reading)).toEqual([]);
  });
});
