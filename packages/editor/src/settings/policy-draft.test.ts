import * as fc from 'fast-check';
import type { Json } from '@throughline/flow/json';
import { describe, expect, it } from 'vitest';
import shop from '../../../../examples/policies.json' with { type: 'json' };
import { draftOf, retyped, valueIn } from './policy-draft.ts';
import { policyTypes, type PolicyType } from './types.ts';

describe('a value that nobody touched', () => {
  it.each(shop.map((policy) => [policy.name, policy.type as PolicyType, policy.value as Json] as const))(
    'stays as it is: %s',
    (_, type, value) => {
      expect(valueIn(draftOf(type, value))).toEqual({ ok: true, value });
    },
  );

  it.each(['24h', '90m', '2w', 'PT90M', 'P3D', '1h30m', 'P1DT12H', 'PT0H'])('stays as it is: %s', (value) => {
    expect(valueIn(draftOf('duration', value))).toEqual({ ok: true, value });
  });

  it('keeps the names of holidays, breaks at noon, nights, and fields nobody knows', () => {
    const value = {
      timeZone: 'Europe/Berlin',
      weekly: {
        monday: [
          { from: '09:00', to: '12:30' },
          { from: '13:30', to: '17:00' },
        ],
        tuesday: [{ from: '22:00', to: '04:00' }],
        ...{
          wednesday: [],
          thursday: [],
          friday: [],
          saturday: [],
          sunday: [{ from: '00:00', to: '24:00' }],
        },
      },
      holidays: [{ date: '2026-12-25', name: 'Christmas Day' }, { date: '2027-01-01' }],
      emergency: '+441632960000',
    };
    expect(valueIn(draftOf('openingHours', value))).toEqual({ ok: true, value });
  });
});

it('reads opening hours that are a text', () => {
  const draft = draftOf('openingHours', 'Mon-Fri 09:00-17:00; Sat 10:00-14:00');
  expect(draft).toMatchObject({
    hours: { days: { friday: '09:00-17:00', saturday: '10:00-14:00', sunday: '' } },
  });
});

describe('what cannot be read', () => {
  it.each<[PolicyType, object, RegExp]>([
    ['number', { text: 'thirty' }, /number/],
    ['number', { text: ' ' }, /number/],
    ['money', { amount: '20', currency: '€' }, /three letters/],
    ['money', { amount: '', currency: 'GBP' }, /number/],
    ['duration', { amount: '1.5', unit: 'h' }, /whole number/],
    ['date', { text: '' }, /day/],
    ['object', { text: '{ "a": }' }, /JSON/],
    ['object', { text: '[]' }, /object/],
  ])('says what to do: %s %o', (type, typed, says) => {
    const read = valueIn({ ...draftOf(type, undefined), ...typed } as never);
    expect(read).toMatchObject({ ok: false, text: expect.stringMatching(says) });
  });

  it('names the wrong period and the wrong holiday', () => {
    const { hours } = draftOf('openingHours', {}) as { hours: { days: object } };
    const monday = { ...hours, days: { ...hours.days, monday: '9 to 5' } };
    expect(valueIn({ type: 'openingHours', hours: monday } as never)).toMatchObject({
      ok: false,
      text: expect.stringContaining('"9 to 5"'),
    });
    const holidays = { ...hours, holidays: '25.12.2026' };
    expect(valueIn({ type: 'openingHours', hours: holidays } as never)).toMatchObject({ ok: false });
  });
});

it('takes amounts as people write them', () => {
  expect(valueIn({ type: 'money', amount: '12,50', currency: 'eur' })).toEqual({
    ok: true,
    value: { amount: 12.5, currency: 'EUR' },
  });
});

it('is read or refused in words, whatever was typed and whatever the type becomes', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...policyTypes),
      fc.constantFrom(...policyTypes),
      fc.jsonValue(),
      (type, to, json) => {
        const read = valueIn(retyped(draftOf(type, json as Json), to));
        expect(read.ok || read.text.length > 10).toBe(true);
      },
    ),
  );
});

it('keeps what was typed where the new type can hold it', () => {
  expect(retyped({ type: 'text', text: '30' }, 'number')).toEqual({ type: 'number', text: '30' });
  expect(retyped({ type: 'number', text: 'about 30' }, 'text')).toEqual({ type: 'text', text: 'about 30' });
});
