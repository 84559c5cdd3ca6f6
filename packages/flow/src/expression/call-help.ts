import type { FunctionName, MethodName } from './functions.ts';

export type CallHelp = { inputs: string; help: string };

/** What functions are written with and what they give, in a line each. */
export const functionHelp: { [name in FunctionName]: CallHelp } = {
  size: { inputs: 'x', help: 'Length of a text, list or object.' },
  string: { inputs: 'x', help: 'The value as a text.' },
  int: { inputs: 'x', help: 'The value as a whole number; decimals are cut off.' },
  double: { inputs: 'x', help: 'The value as a number.' },
  number: { inputs: 'x', help: 'The value as a number.' },
  bool: { inputs: 'x', help: 'The value as true or false.' },
  timestamp: { inputs: 'x', help: 'A time, from a text such as "2026-11-21T10:00:00Z" or from seconds.' },
  duration: { inputs: 'x', help: 'A length of time, from a text such as "90m".' },
  fromMillis: { inputs: 'x', help: 'A time, from milliseconds since 1970.' },
  abs: { inputs: 'x', help: 'The number without its sign.' },
  ceil: { inputs: 'x', help: 'The next whole number above.' },
  floor: { inputs: 'x', help: 'The next whole number below.' },
  round: { inputs: 'x, digits', help: 'Rounded; digits may be left out.' },
  min: { inputs: 'a, b', help: 'The smallest of up to eight numbers.' },
  max: { inputs: 'a, b', help: 'The largest of up to eight numbers.' },
  dyn: { inputs: 'x', help: 'The value itself; part of CEL.' },
};

/** What stands before the dot of a method. */
export type MethodOf = 'text' | 'list' | 'time' | 'any';

export const methodHelp: { [name in MethodName]: CallHelp & { of: MethodOf } } = {
  size: { of: 'any', inputs: '', help: 'Length of a text, list or object.' },
  contains: { of: 'text', inputs: 'part', help: 'Whether the part stands in the text.' },
  containsAny: { of: 'text', inputs: 'parts', help: 'Whether one of the parts stands in the text.' },
  startsWith: { of: 'text', inputs: 'part', help: 'Whether the text starts with it.' },
  endsWith: { of: 'text', inputs: 'part', help: 'Whether the text ends with it.' },
  matches: { of: 'text', inputs: 'pattern', help: 'Whether a regular expression is found in the text.' },
  lower: { of: 'text', inputs: '', help: 'The text in small letters.' },
  lowerAscii: { of: 'text', inputs: '', help: 'The text with A to Z in small letters.' },
  upper: { of: 'text', inputs: '', help: 'The text in capitals.' },
  upperAscii: { of: 'text', inputs: '', help: 'The text with a to z in capitals.' },
  trim: { of: 'text', inputs: '', help: 'The text without spaces at its ends.' },
  replace: { of: 'text', inputs: 'part, other', help: 'The text with the other for each such part.' },
  split: { of: 'text', inputs: 'separator', help: 'A list of the parts between the separators.' },
  join: { of: 'list', inputs: 'separator', help: 'The entries as one text.' },
  indexOf: { of: 'text', inputs: 'part', help: 'Place of the part, from 0; -1 when it is not there.' },
  lastIndexOf: {
    of: 'text',
    inputs: 'part',
    help: 'Last place of the part, from 0; -1 when it is not there.',
  },
  substring: { of: 'text', inputs: 'from, to', help: 'A piece of the text; to may be left out.' },
  first: { of: 'list', inputs: '', help: 'The first entry.' },
  last: { of: 'list', inputs: '', help: 'The last entry.' },
  getFullYear: { of: 'time', inputs: 'zone', help: 'The year.' },
  getMonth: { of: 'time', inputs: 'zone', help: 'The month, from 0.' },
  getDate: { of: 'time', inputs: 'zone', help: 'The day of the month, from 1.' },
  getDayOfMonth: { of: 'time', inputs: 'zone', help: 'The day of the month, from 0.' },
  getDayOfWeek: { of: 'time', inputs: 'zone', help: 'The day of the week; 0 is Sunday.' },
  getHours: { of: 'time', inputs: 'zone', help: 'The hour; of a length of time, all of its hours.' },
  getMinutes: { of: 'time', inputs: 'zone', help: 'The minute; of a length of time, all of its minutes.' },
  getSeconds: { of: 'time', inputs: 'zone', help: 'The second; of a length of time, all of its seconds.' },
  date: { of: 'time', inputs: 'zone', help: 'The date, such as 2026-11-21; zone may be left out (UTC).' },
  time: { of: 'time', inputs: 'zone', help: 'The time of day, such as 10:00; zone may be left out (UTC).' },
};
