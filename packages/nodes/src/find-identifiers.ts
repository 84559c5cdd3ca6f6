import { findPhoneNumbersInText } from 'libphonenumber-js/min';
import type { CountryCode } from 'libphonenumber-js/min';
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
  const numbers = findPhoneNumbersInText(
    text,
    country ? { defaultCountry: country as CountryCode } : undefined,
  );
  return numbers.map(({ number }) => number.number);
}

/** Every part is bounded, so the search stays linear however the text is made. */
function emailsIn(text: string): string[] {
  const addresses =
    text.match(/(?<![\w.%+-])[\w.%+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![\w-])/g) ?? [];
  return addresses.map((address) => address.toLowerCase());
}
