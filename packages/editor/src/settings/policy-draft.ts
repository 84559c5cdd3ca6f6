import type { Json } from '@throughline/flow/json';
import type { PolicyType } from './types.ts';
import { hoursDraftOf, hoursIn, type HoursDraft } from './hours-draft.ts';

/** A value as it is typed; what cannot be read yet is kept as it is. */
export type PolicyDraft =
  | { type: 'text' | 'number' | 'date' | 'list' | 'object'; text: string }
  | { type: 'boolean'; on: boolean }
  | { type: 'money'; amount: string; currency: string }
  | { type: 'duration'; amount: string; unit: DurationUnit; iso: boolean }
  | { type: 'duration'; text: string }
  | { type: 'openingHours'; hours: HoursDraft };

export const durationUnits = { m: 'minutes', h: 'hours', d: 'days', w: 'weeks' } as const;
export type DurationUnit = keyof typeof durationUnits;

export type ReadDraft = { ok: true; value: Json } | { ok: false; text: string };

export function draftOf(type: PolicyType, value: Json | undefined): PolicyDraft {
  switch (type) {
    case 'boolean':
      return { type, on: value === true };
    case 'money': {
      const { amount, currency } = isObject(value) ? value : {};
      return { type, amount: shown(amount), currency: typeof currency === 'string' ? currency : '' };
    }
    case 'duration':
      return durationDraft(typeof value === 'string' ? value : '');
    case 'openingHours':
      return { type, hours: hoursDraftOf(value) };
    case 'list':
      return { type, text: Array.isArray(value) ? value.map(shown).join('\n') : '' };
    case 'object':
      return { type, text: JSON.stringify(isObject(value) ? value : {}, null, 2) };
    default:
      return { type, text: shown(value) };
  }
}

export function valueIn(draft: PolicyDraft): ReadDraft {
  switch (draft.type) {
    case 'boolean':
      return { ok: true, value: draft.on };
    case 'number':
      return numberIn(draft.text);
    case 'money': {
      const amount = numberIn(draft.amount);
      if (!amount.ok) return amount;
      const currency = draft.currency.trim().toUpperCase();
      if (!/^[A-Z]{3}$/.test(currency))
        return { ok: false, text: 'Name the currency by its three letters, such as GBP.' };
      return { ok: true, value: { amount: amount.value, currency } };
    }
    case 'duration':
      return durationIn(draft);
    case 'date':
      return /^\d{4}-\d{2}-\d{2}$/.test(draft.text)
        ? { ok: true, value: draft.text }
        : { ok: false, text: 'Choose a day.' };
    case 'list':
      return { ok: true, value: lines(draft.text) };
    case 'object':
      return objectIn(draft.text);
    case 'openingHours':
      return hoursIn(draft.hours);
    case 'text':
      return { ok: true, value: draft.text };
  }
}

/** What somebody has typed, in another type: nothing typed is lost where the new one can hold it. */
export function retyped(draft: PolicyDraft, type: PolicyType): PolicyDraft {
  const read = valueIn(draft);
  return draftOf(type, read.ok ? read.value : 'text' in draft ? draft.text : undefined);
}

function durationDraft(text: string): PolicyDraft {
  if (text === '') return { type: 'duration', amount: '', unit: 'h', iso: false };
  const [, amount, unit] = /^(\d{1,9})([mhdw])$/.exec(text) ?? [];
  if (amount !== undefined) return { type: 'duration', amount, unit: unit as DurationUnit, iso: false };
  const [, days, hours, minutes] = /^P(?:(\d+)D|T(\d+)H|T(\d+)M)$/.exec(text) ?? [];
  if (days !== undefined) return { type: 'duration', amount: days, unit: 'd', iso: true };
  if (hours !== undefined) return { type: 'duration', amount: hours, unit: 'h', iso: true };
  if (minutes !== undefined) return { type: 'duration', amount: minutes, unit: 'm', iso: true };
  return { type: 'duration', text };
}

function durationIn(draft: PolicyDraft & { type: 'duration' }): ReadDraft {
  if ('text' in draft) return { ok: true, value: draft.text.trim() };
  const { amount, unit, iso } = draft;
  if (!/^\d{1,9}$/.test(amount.trim())) return { ok: false, text: 'Give a whole number.' };
  const count = String(Number(amount));
  if (!iso) return { ok: true, value: `${count}${unit}` };
  return {
    ok: true,
    value:
      unit === 'd' || unit === 'w' ? `P${count}${unit.toUpperCase()}` : `PT${count}${unit.toUpperCase()}`,
  };
}

function numberIn(text: string): { ok: true; value: number } | { ok: false; text: string } {
  const value = Number(text.trim().replace(',', '.'));
  return text.trim() !== '' && Number.isFinite(value)
    ? { ok: true, value }
    : { ok: false, text: 'Give a number, such as 30 or 12.50.' };
}

function objectIn(text: string): ReadDraft {
  try {
    const value = JSON.parse(text) as Json;
    return isObject(value)
      ? { ok: true, value }
      : { ok: false, text: 'Give an object: names and values between { and }.' };
  } catch (error) {
    const why = error instanceof Error ? error.message : '';
    return { ok: false, text: `This is not valid JSON. ${why}` };
  }
}

export function lines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
}

function shown(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function isObject(value: Json | undefined): value is { [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
