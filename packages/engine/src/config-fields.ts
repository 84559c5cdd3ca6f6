import ipaddr from 'ipaddr.js';
import { z } from 'zod';

/** What documentation and errors say about a variable. */
export type Variable = { group: string; help: string; example?: string; secret?: boolean };

export function about(group: string, help: string, more: Omit<Variable, 'group' | 'help'> = {}): Variable {
  return { group, help, ...more };
}

export const text = z.string().trim().max(2_000, 'is longer than 2,000 characters.');
export const e164 = text.regex(/^\+[1-9]\d{6,14}$/, 'is not a telephone number of the form +441632960000.');
export const name = text.regex(/^[\w.-]+$/, 'may hold letters, digits, dot, dash and underscore only.');
export const list = text
  .transform((value) => value.split(',').map((part) => part.trim()))
  .pipe(z.array(z.string().min(1, 'has an empty entry.')));

export function price() {
  return z.coerce
    .number('is not a number.')
    .min(0, 'is below 0.')
    .max(100_000, 'is above 100,000.')
    .optional();
}

export function httpUrl() {
  return text
    .refine((value) => /^https?:\/\//.test(value) && URL.canParse(value), 'is not an http or https address.')
    .transform((value) => value.replace(/\/+$/, ''));
}

export function isAddressOrRange(value: string): boolean {
  return ipaddr.isValid(value) || ipaddr.isValidCIDR(value);
}

export function isOrigin(value: string): boolean {
  return value === '*' || (URL.canParse(value) && new URL(value).origin === value && /^https?:/.test(value));
}
