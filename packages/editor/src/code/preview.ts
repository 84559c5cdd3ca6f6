import { evaluate, ExpressionError, parseExpression, type Place } from '@throughline/flow/expression';
import type { JsonObject } from '@throughline/flow/json';
import { parseTemplate, renderParts } from '@throughline/flow/template';
import { shortValue } from './short-value.ts';
import type { CodeKind } from './tokens.ts';

export type Problem = { text: string; from: number; to: number };

/** What keeps it from being read at all, while it is being written. */
export function problemIn(source: string, kind: CodeKind): Problem | undefined {
  if (source.trim() === '') return undefined;
  const parsed = kind === 'expression' ? parseExpression(source) : parseTemplate(source);
  return parsed.ok ? undefined : problemOf(parsed.error, source);
}

/** What it gives with the values of a run: a value, or a text in pieces, of which those with `expression` were filled in. */
export type Preview =
  | { kind: 'value'; text: string }
  | { kind: 'text'; parts: { text: string; expression?: string }[] }
  | { kind: 'problem'; text: string };

export function previewOf(
  source: string,
  kind: CodeKind,
  sample: JsonObject | undefined,
): Preview | undefined {
  if (!sample || source.trim() === '' || problemIn(source, kind)) return undefined;
  try {
    if (kind === 'expression') return { kind: 'value', text: shortValue(evaluate(source, sample), 400) };
    const parts = renderParts(source, sample);
    return parts.some(({ expression }) => expression !== undefined) ? { kind: 'text', parts } : undefined;
  } catch (error) {
    if (error instanceof ExpressionError) return { kind: 'problem', text: error.message };
    throw error;
  }
}

function problemOf({ message, place }: ExpressionError, source: string): Problem {
  const from = Math.min(place ? offsetOf(source, place) : 0, source.length);
  const word = /^(\w+|\{\{|.)/.exec(source.slice(from))?.[0].length ?? 0;
  // At the end there is nothing to mark: what is missing is marked after what was written last.
  return word > 0
    ? { text: message, from, to: from + word }
    : { text: message, from: Math.max(0, from - 1), to: from };
}

function offsetOf(source: string, { line, column }: Place): number {
  const before = source.split('\n').slice(0, line - 1);
  return before.reduce((sum, text) => sum + text.length + 1, 0) + column - 1;
}
