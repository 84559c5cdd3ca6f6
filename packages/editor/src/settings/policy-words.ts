import { hoursDraftOf, week } from './hours-draft.ts';
import type { Json } from '@throughline/flow/json';
import type { PolicyType } from './types.ts';
import { draftOf, durationUnits } from './policy-draft.ts';

export const policyTypeWords: { [type in PolicyType]: string } = {
  text: 'Text',
  number: 'Number',
  boolean: 'Yes or no',
  money: 'Money',
  date: 'Day',
  duration: 'Length of time',
  openingHours: 'Opening hours',
  list: 'List',
  object: 'Fields (JSON)',
};

/** A value in one line, as people say it. */
export function valueWords(type: PolicyType, value: unknown): string {
  const json = value as Json;
  switch (type) {
    case 'boolean':
      return json === true ? 'yes' : 'no';
    case 'money': {
      const { amount, currency } = json as { amount: number; currency: string };
      return `${new Intl.NumberFormat(undefined, { minimumFractionDigits: 2 }).format(amount)} ${currency}`;
    }
    case 'duration': {
      const draft = draftOf(type, json);
      if (draft.type !== 'duration' || 'text' in draft) return String(value);
      const unit = durationUnits[draft.unit];
      return `${draft.amount} ${draft.amount === '1' ? unit.slice(0, -1) : unit}`;
    }
    case 'openingHours':
      return hoursWords(json);
    case 'list':
      return (json as string[]).join(', ');
    case 'object':
      return JSON.stringify(json);
    default:
      return String(value);
  }
}

/** Days in a row with the same hours are said together. */
function hoursWords(value: Json): string {
  const { days, holidays } = hoursDraftOf(value);
  const runs: { from: string; to: string; hours: string }[] = [];
  for (const day of week) {
    const short = day.slice(0, 1).toUpperCase() + day.slice(1, 3);
    const last = runs.at(-1);
    if (last?.hours === days[day]) last.to = short;
    else runs.push({ from: short, to: short, hours: days[day] });
  }
  const open = runs
    .filter(({ hours }) => hours !== '')
    .map(({ from, to, hours }) => `${from === to ? from : `${from}-${to}`} ${hours}`);
  const count = holidays.split('\n').filter(Boolean).length;
  const closed = count === 0 ? [] : [`${count} ${count === 1 ? 'holiday' : 'holidays'}`];
  return [...(open.length > 0 ? open : ['always closed']), ...closed].join('; ');
}
