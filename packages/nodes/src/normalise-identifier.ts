import type { CountryCode } from 'libphonenumber-js/min';
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';

export type NamedIdentifier = { kind: string; value: string };

/**
 * The one form of an identifier by which it is stored and looked up, so that it leads to the same customer however it was
 * written. Doing it again changes nothing. A WhatsApp id is the phone number that it is; kinds that it does not know keep
 * their value. `country`: of phone numbers written without +, such as GB.
 */
export function normaliseIdentifier<Identifier extends NamedIdentifier>(
  identifier: Identifier,
  country?: string,
): Identifier {
  const { kind, value } = identifier;
  if (kind === 'phone' || kind === 'whatsapp')
    return { ...identifier, kind: 'phone', value: normalisePhone(value, country) };
  if (kind === 'email') return { ...identifier, value: normaliseEmail(value) };
  return { ...identifier, value: value.normalize('NFC').trim() };
}

/** E.164; what cannot be a phone number stays `+` and its digits, and a sender's name a name in small letters. */
export function normalisePhone(value: string, country?: string): string {
  const text = value
    .normalize('NFKC')
    .trim()
    .replace(/^(?:tel|whatsapp):/i, '')
    .replace(/^00(?=\d)/, '+');
  if (/\p{L}{2}/u.test(text.replace(/\s*(?:ext|extn|x)\.?\s*\d+$/i, '')))
    return text.toLowerCase().replaceAll(/\s+/g, ' ').slice(0, longest);
  if (text.startsWith('+') || country === undefined) return international(text);
  const number = parsePhoneNumberFromString(withoutMexicanPrefix(text, country), country as CountryCode);
  return international(number?.isPossible() ? number.number : text);
}

function international(text: string): string {
  const digits = withoutMexicanOne(`+${text.replaceAll(/\D/g, '')}`);
  const number = parsePhoneNumberFromString(text.replace(/^\+*/, '+'));
  const read = number?.isPossible() ? withoutMexicanOne(number.number) : digits;
  // What is read may read otherwise again, such as zeros before a number; each time it gets shorter.
  return read.length < digits.length ? international(read) : read.slice(0, longest);
}

/** Mobile numbers of Mexico had a 1 after the country code until 2019; WhatsApp still writes it. */
function withoutMexicanOne(number: string): string {
  return number.replace(/^\+521(?=\d{10}$)/, '+52');
}

/** What was dialled inside of Mexico before its numbers, until 2019. */
function withoutMexicanPrefix(text: string, country: string): string {
  if (country !== 'MX') return text;
  const digits = text.replaceAll(/\D/g, '');
  return digits.replace(/^(?:044|045|01)(?=\d{10}$)/, '');
}

/**
 * Small letters; at providers whose rules are public, without what they ignore: tags, the dots of Gmail, their other names.
 * At any other domain dots and tags may make another mailbox, and stay.
 */
export function normaliseEmail(value: string): string {
  const address = value.normalize('NFC').trim().toLowerCase().slice(0, 320);
  const at = address.lastIndexOf('@');
  if (at < 1) return address;
  const written = address.slice(at + 1).replace(/\.$/, '');
  const domain = sameDomains[written] ?? written;
  const local = address.slice(0, at);
  if (local.startsWith('"')) return `${local}@${domain}`;
  const base = taggedDomains.has(domain) ? local.replace(/(?<=.)\+.*$/, '') : local;
  const mailbox = domain === 'gmail.com' ? base.replaceAll('.', '') || base : base;
  return `${mailbox}@${domain}`;
}

/** Callers who hide their number come by one of these: the words of providers, and the words dialled on a keypad. */
export function isWithheld({ kind, value }: NamedIdentifier): boolean {
  return kind === 'phone' && withheld.test(value);
}

const withheld =
  /^(?:|\+|\+266696687|\+7378742833|\+2562533|\+8656696|\+86282452253|\+0+|anonymous.*|restricted|blocked|unknown|unavailable|private(?: number)?|withheld|no caller id|unbekannt|an[oó]nimo|inconnu|oculto)$/;

const longest = 64;

const sameDomains: { [domain: string]: string } = {
  'googlemail.com': 'gmail.com',
  'protonmail.com': 'proton.me',
  'pm.me': 'proton.me',
  'me.com': 'icloud.com',
  'mac.com': 'icloud.com',
  'ya.ru': 'yandex.ru',
  'yandex.com': 'yandex.ru',
};

/** Where `name+anything` is the mailbox of `name`. */
const taggedDomains = new Set([
  'gmail.com',
  'outlook.com',
  'hotmail.com',
  'live.com',
  'msn.com',
  'icloud.com',
  'proton.me',
  'fastmail.com',
  'fastmail.fm',
  'yandex.ru',
  'zohomail.com',
  'hey.com',
]);
