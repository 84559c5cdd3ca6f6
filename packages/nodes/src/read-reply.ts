import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { CountryCode } from 'libphonenumber-js/min';
import type { CustomerMessage } from '@throughline/flow/message';
import { findIdentifiers } from './find-identifiers.ts';
import { parseDate } from './parse-date.ts';
import { parseNumber } from './parse-number.ts';
import { findPattern } from './pattern.ts';
import { saidIn } from './said.ts';
import { holdsPhrase } from './words-of.ts';

export type Expected = {
  type: 'text' | 'number' | 'date' | 'email' | 'phone' | 'choice' | 'order-number';
  pattern?: string | undefined;
  country?: string | undefined;
  dateOrder: 'day-first' | 'month-first';
  minimum?: number | undefined;
  maximum?: number | undefined;
  choices: { id: string; label: string }[];
};

/** What the customer's reply is as the expected type; undefined when it is not one. */
export function readReply(
  messages: CustomerMessage[],
  expected: Expected,
  clock: { now: number; timeZone: string },
): string | number | undefined {
  const text = saidIn(messages).slice(0, 4_000);
  switch (expected.type) {
    case 'text':
      return text === '' ? undefined : text;
    case 'number':
      return withinLimits(parseNumber(text), expected);
    case 'date':
      return parseDate(text, { ...clock, order: expected.dateOrder });
    case 'email':
      return theOnly(findIdentifiers(text, { kinds: ['email'] }));
    case 'phone':
      return phoneIn(text, expected.country);
    case 'choice':
      return choiceIn(messages, text, expected.choices);
    case 'order-number':
      return findPattern(expected.pattern ?? '', text);
  }
}

function withinLimits(
  value: number | undefined,
  { minimum = -Infinity, maximum = Infinity }: Expected,
): number | undefined {
  return value === undefined || value < minimum || value > maximum ? undefined : value;
}

function theOnly(found: { value: string }[]): string | undefined {
  return found.length === 1 ? found[0]?.value : undefined;
}

function phoneIn(text: string, country: string | undefined): string | undefined {
  const inText = theOnly(findIdentifiers(text, { kinds: ['phone'], country }));
  if (inText !== undefined) return inText;
  const number = parsePhoneNumberFromString(text.slice(0, 100), country as CountryCode | undefined);
  return number?.isPossible() ? number.number : undefined;
}

/** By the button, the number in the list, the label, or a text that holds exactly one of the labels. */
function choiceIn(
  messages: CustomerMessage[],
  text: string,
  choices: { id: string; label: string }[],
): string | undefined {
  const pressed = messages.at(-1)?.choice;
  if (choices.some(({ id }) => id === pressed)) return pressed;
  const numbered = /^(\d{1,2})[.)]?$/.exec(text)?.[1];
  const byNumber = numbered === undefined ? undefined : choices[Number(numbered) - 1];
  if (byNumber) return byNumber.id;
  const named = choices.filter(({ label }) => holdsPhrase(text, label));
  return named.length === 1 ? named[0]?.id : undefined;
}
