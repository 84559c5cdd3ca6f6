import { ExpressionError } from '@throughline/flow/expression';
import type { JsonObject } from '@throughline/flow/json';
import { holesIn, renderParts } from '@throughline/flow/template';

/** A text to be looked at: `filled` are the pieces that stand for what is filled in when it is said. */
export type FilledText = { text: string; filled: string[]; isSample: boolean };

/** A template with the values of a run; where there are none, with the names of what is filled in, as in `[orderNumber]`. */
export function fillTemplate(template: string, sample: JsonObject | undefined): FilledText {
  const real = sample && sampled(template, sample);
  if (real) return real;
  const filled: string[] = [];
  let text = '';
  let at = 0;
  for (const { from, to } of holesIn(template)) {
    const name = `[${nameOf(template.slice(from, to))}]`;
    filled.push(name);
    text += template.slice(at, from - 2) + name;
    at = to + 2;
  }
  return { text: (text + template.slice(at)).replaceAll('\\{{', '{{'), filled, isSample: false };
}

function sampled(template: string, sample: JsonObject): FilledText | undefined {
  try {
    const parts = renderParts(template, sample);
    const filled = parts.flatMap(({ text, expression }) => (expression === undefined ? [] : [text]));
    return { text: parts.map(({ text }) => text).join(''), filled, isSample: true };
  } catch (error) {
    // The run had no such value: then it is shown by name.
    if (error instanceof ExpressionError) return undefined;
    throw error;
  }
}

/** The last name of the first path: `case.values.orderNumber ?? ""` is an order number. */
function nameOf(expression: string): string {
  const path = /[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*/.exec(expression)?.[0];
  return path?.split('.').at(-1) ?? 'value';
}

/** A text in pieces, those that were filled in marked; in the order in which they come. */
export function markedPieces(text: string, filled: string[]): { text: string; filled: boolean }[] {
  const pieces: { text: string; filled: boolean }[] = [];
  let rest = text;
  for (const value of filled) {
    const at = value === '' ? -1 : rest.indexOf(value);
    if (at < 0) continue;
    pieces.push({ text: rest.slice(0, at), filled: false }, { text: value, filled: true });
    rest = rest.slice(at + value.length);
  }
  return [...pieces, { text: rest, filled: false }].filter((piece) => piece.text !== '');
}
