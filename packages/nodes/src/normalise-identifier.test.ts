import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isWithheld, normaliseIdentifier } from './normalise-identifier.ts';

const one = (kind: string, value: string, country?: string) =>
  normaliseIdentifier({ kind, value }, country).value;

describe('the one form of an identifier', () => {
  test.each([
    ['+44 (0)7700 900123', '+447700900123'],
    ['0044 7700 900123', '+447700900123'],
    ['447700900123', '+447700900123'],
    ['tel:+1-650-253-0000', '+16502530000'],
    ['+1 650 253 0000 ext. 12', '+16502530000'],
    // Mexico: the 1 of mobile numbers is gone.
    ['+52 1 55 1234 5678', '+525512345678'],
    ['5215512345678', '+525512345678'],
    // Argentina: mobile numbers have a 9 from abroad and a 15 at home.
    ['+54 9 11 2345 6789', '+5491123456789'],
    ['+54 11 15 2345 6789', '+5491123456789'],
    ['+54 11 2345 6789', '+541123456789'],
    // Italy: the zero belongs to the number.
    ['+39 06 1234 5678', '+390612345678'],
    ['+39 347 123 4567', '+393471234567'],
    // Not possible, and kept all the same.
    ['+12345', '+12345'],
    ['12345', '+12345'],
    ['+999 123 456 789', '+999123456789'],
    ['MyBank', 'mybank'],
  ])('phone %s is %s', (written, expected) => expect(one('phone', written)).toBe(expected));

  test.each([
    ['020 7946 0958', 'GB', '+442079460958'],
    ['044 55 1234 5678', 'MX', '+525512345678'],
    ['01 55 1234 5678', 'MX', '+525512345678'],
    ['011 15 2345-6789', 'AR', '+5491123456789'],
    ['06 1234 5678', 'IT', '+390612345678'],
  ])('phone %s in %s is %s', (written, country, expected) =>
    expect(one('phone', written, country)).toBe(expected),
  );

  test('a WhatsApp id is a phone number', () => {
    for (const value of ['5215512345678', 'whatsapp:+5215512345678'])
      expect(normaliseIdentifier({ kind: 'whatsapp', value, level: 'verified' })).toEqual({
        kind: 'phone',
        value: '+525512345678',
        level: 'verified',
      });
  });

  test.each([
    ['Ana.Ruiz+shop@GoogleMail.com', 'anaruiz@gmail.com'],
    ['a.n.a@gmail.com.', 'ana@gmail.com'],
    ['ana+x+y@outlook.com', 'ana@outlook.com'],
    ['ana.ruiz@outlook.com', 'ana.ruiz@outlook.com'],
    ['ana@pm.me', 'ana@proton.me'],
    [' Ana.Ruiz+shop@Example.CO.UK ', 'ana.ruiz+shop@example.co.uk'],
    ['+@gmail.com', '+@gmail.com'],
    ['"a+b"@gmail.com', '"a+b"@gmail.com'],
    ['not an address', 'not an address'],
    ['a@b@gmail.com', 'a@b@gmail.com'],
  ])('e-mail %s is %s', (written, expected) => expect(one('email', written)).toBe(expected));

  test('other kinds stay as they are', () => expect(one('account', ' AC-4711 ')).toBe('AC-4711'));

  const phoneLike = fc.stringMatching(/^\+?[\d ()./-]{0,20}$/);
  const known = fc
    .tuple(
      fc.constantFrom('+521', '+52', '+549', '+54', '+5415', '+390', '+39', '+44', '+1', '00', '0'),
      fc.stringMatching(/^\d{4,12}$/),
    )
    .map((parts) => parts.join(''));
  const addressLike = fc
    .tuple(
      fc.stringMatching(/^[A-Za-z.+"@-]{0,12}$/),
      fc.constantFrom('gmail.com', 'GoogleMail.com', 'outlook.com', 'me.com', 'x.org', 'x.org.'),
    )
    .map((parts) => parts.join('@'));

  test('doing it again changes nothing', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('phone', 'whatsapp', 'email', 'account'),
        fc.oneof(fc.string(), fc.string({ unit: 'binary' }), phoneLike, known, addressLike),
        fc.constantFrom(undefined, 'GB', 'MX', 'AR', 'IT', 'DE'),
        (kind, value, country) => {
          const once = normaliseIdentifier({ kind, value }, country);
          expect(normaliseIdentifier(once, country)).toEqual(once);
          expect(normaliseIdentifier(once)).toEqual(once);
        },
      ),
      { numRuns: 3_000 },
    );
  });

  test('spaces, brackets and dashes make no other number', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{6,14}$/), fc.nat(5), (digits, at) => {
        const spaced = `+${digits.slice(0, at)} ${digits.slice(at, at + 3)}-${digits.slice(at + 3)}`;
        expect(one('phone', spaced)).toBe(one('phone', `+${digits}`));
      }),
    );
  });
});

test.each(['anonymous', 'Restricted', '+266696687', '', 'Anonymous@anonymous.invalid', 'UNKNOWN'])(
  'the caller "%s" is nobody',
  (value) => expect(isWithheld(normaliseIdentifier({ kind: 'phone', value }))).toBe(true),
);

test('a number is somebody', () => {
  expect(isWithheld(normaliseIdentifier({ kind: 'phone', value: '+447700900123' }))).toBe(false);
});
