import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { CountryCode } from 'libphonenumber-js/min';
import { normaliseEmail, normalisePhone } from './normalise-identifier.ts';
import { findPattern } from './pattern.ts';

export type IdentifierKind = 'email' | 'phone' | 'account';

type Search = { kinds: IdentifierKind[]; country?: string | undefined; accountPattern?: string | undefined };

/** E-mail addresses, phone numbers and account numbers that a text names, normalised and each once. */
export function findIdentifiers(text: string, search: Search): { kind: IdentifierKind; value: string }[] {
  const searched = text.slice(0, 10_000);
  const found = search.kinds.flatMap((kind) =>
    valuesOf(kind, searched, search).map((value) => ({ kind, value })),
  );
  return found.filter(
    (one, index) => index === found.findIndex(({ kind, value }) => kind === one.kind && value === one.value),
  );
}

function valuesOf(kind: IdentifierKind, text: string, { country, accountPattern }: Search): string[] {
  if (kind === 'email') return emailsIn(text);
  if (kind === 'account') {
    const account = accountPattern ? findPattern(accountPattern, text) : undefined;
    return account ? [account] : [];
  }
  return phonesIn(text, country);
}

/** With + the length must fit; without, it must be a number in use, because order numbers look alike. */
function phonesIn(text: string, country: string | undefined): string[] {
  const written = text.match(/(?<![\p{L}\d_+-])(?:\+|\()?\d[\d\s().\u2011/-]{4,24}\d(?![\p{L}\d_])/gu) ?? [];
  return written.flatMap((digits) => {
    const number = parsePhoneNumberFromString(digits, country as CountryCode | undefined);
    const fits = digits.startsWith('+') ? number?.isPossible() : number?.isValid();
    if (number && fits) return [normalisePhone(number.number)];
    const mexican =
      country === 'MX' || number?.countryCallingCode === '52' ? normalisePhone(digits, country) : '';
    return /^\+52\d{10}$/.test(mexican) ? [mexican] : [];
  });
}

/** Every part is bounded, so the search stays linear however the text is made. */
function emailsIn(text: string): string[] {
  const addresses =
    text.match(/(?<![\w.%+-])[\w.%+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![\w-])/g) ?? [];
  return addresses.map(normaliseEmail);
}
