import type { Amount } from './facts.ts';
import { factsOf } from './facts.ts';

export type QuestionKind = 'price' | 'time' | 'quantity' | 'contact' | 'open';

/** What kind of thing the customer asks for, by the words of the question. */
export function questionKind(question: string): QuestionKind {
  const text = question.toLowerCase();
  if (
    /\b(?:price|prices|cost|costs|fee|fees|charge|charged|expensive|postage|pay for|how much (?:is|are|does|do|for|would|will|extra)|what(?:'s| is|s) (?:delivery|shipping))\b/.test(
      text,
    )
  )
    return 'price';
  if (
    /\b(?:how (?:long|soon|often|fast|quick|quickly|many (?:days|weeks|months|years|hours|minutes))|when|until when|by when|deadline|latest|what time|expire|expires|expired|valid)\b/.test(
      text,
    )
  )
    return 'time';
  if (
    /\b(?:how (?:many|much|big|large|heavy|tall|wide|hot|far|old|small)|weigh|weighs|size|capacity|percent|discount|temperature|grams|dimensions)\b/.test(
      text,
    )
  )
    return 'quantity';
  if (/\b(?:phone|e-?mail|address|number|contact|call|reach)\b/.test(text)) return 'contact';
  return 'open';
}

const times = new Set(['second', 'minute', 'hour', 'day', 'week', 'month', 'year', 'am', 'pm']);
const money = new Set(['eur', 'gbp', 'usd']);

/** 1 when the text holds the kind of thing that was asked for, 0 when not, and for open questions. */
export function offersKind(kind: QuestionKind, text: string): number {
  if (kind === 'open') return 0;
  const { amounts, dates, codes } = factsOf(text);
  const has = (test: (amount: Amount) => boolean) => (amounts.some(test) ? 1 : 0);
  switch (kind) {
    case 'price':
      return has(({ unit = '' }) => money.has(unit)) || (/\bfree\b/i.test(text) ? 1 : 0);
    case 'time':
      return dates.length > 0 || has(({ unit = '' }) => times.has(unit)) > 0 ? 1 : 0;
    case 'quantity':
      return has(({ unit = '' }) => !times.has(unit));
    case 'contact':
      return codes.length > 0 || /\d{4,}/.test(text) ? 1 : 0;
  }
}
