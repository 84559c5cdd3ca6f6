import { describe, expect, it } from 'vitest';
import { asWritten, fits, kindTitle, standardTitle, type Choice } from './either-kind.ts';

const number: Choice = { shape: { kind: 'number', whole: true, min: 3 } };
const text: Choice = { shape: { kind: 'template' } };
const auto: Choice = { constant: 'auto' };

describe('what a value can be', () => {
  it('is told by the value, and nothing yet can be anything but a constant', () => {
    const of = (value: unknown) => [number, text, auto].map((choice) => fits(choice, value));
    expect(of(5)).toEqual([true, false, false]);
    expect(of('auto')).toEqual([false, true, true]);
    expect(of(undefined)).toEqual([true, true, false]);
    expect(of({})).toEqual([false, false, false]);
    expect(fits(undefined, 5)).toBe(false);
  });

  it('goes over from what was written as another, as far as that is one of these', () => {
    expect(['12', ' 7.5 ', 'twelve', '', undefined].map((value) => asWritten(number, value))).toEqual([
      12, 7.5, 3, 3, 3,
    ]);
    expect([12, 'auto', undefined].map((value) => asWritten(text, value))).toEqual(['12', '', '']);
    expect(asWritten(auto, 12)).toBe('auto');
  });

  it('has a name', () => {
    expect([number, text].map(kindTitle)).toEqual(['Number', 'Text']);
    expect(kindTitle({ title: 'Seconds', shape: { kind: 'number', whole: true } })).toBe('Seconds');
    const shape = { kind: 'either' as const, constants: ['not-yet', true], kinds: [number, text] };
    expect(['not-yet', '{{ x }}', 5, true, undefined].map((one) => standardTitle(shape, one))).toEqual([
      'Not yet (default)',
      '{{ x }} (default)',
      '5 (default)',
      'Yes (default)',
      'Not set',
    ]);
  });
});
