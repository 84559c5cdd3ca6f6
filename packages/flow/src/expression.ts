import { ExpressionError, placeAt } from './expression/expression-error.ts';
import type { Place } from './expression/expression-error.ts';
import { parse } from './expression/parse.ts';
import { readsOf } from './expression/reads.ts';
import { run } from './expression/run.ts';
import type { Tree } from './expression/tree.ts';
import { toJson } from './expression/value.ts';
import type { Value } from './expression/value.ts';
import type { Json, JsonObject } from './json.ts';

export { ExpressionError } from './expression/expression-error.ts';
export type { ExpressionErrorCode, Place } from './expression/expression-error.ts';

/**
 * Evaluates a CEL expression. Strict: a name that is not there, or a field of null, is an error; `a.b ?? "other"` and
 * `has(a.b)` are the author's choice. `now` is given in milliseconds and seen as a timestamp. Times come out as texts.
 * Deterministic: no clock, no locale, no time zone but those the expression names. Throws `ExpressionError`.
 */
export function evaluate(expression: string, scope: JsonObject): Json {
  return toJson(evaluateValue(expression, scope));
}

/** As `evaluate`, with times still times. */
export function evaluateValue(expression: string, scope: JsonObject): Value {
  return run(treeOf(expression), scope, expression);
}

export type ParsedExpression =
  | { ok: true; names: string[][]; reads: { path: string[]; place: Place; optional: boolean }[] }
  | { ok: false; error: ExpressionError };

/**
 * Checks an expression without evaluating it. `names` are the paths it reads from its scope, as far as they are written
 * out; `reads` has them with place, and `optional` for what is guarded by `??` or `has()`. Never throws.
 */
export function parseExpression(expression: string): ParsedExpression {
  try {
    const reads = readsOf(treeOf(expression));
    return {
      ok: true,
      names: reads.map((read) => read.path),
      reads: reads.map(({ path, at, optional }) => ({ path, optional, place: placeAt(expression, at) })),
    };
  } catch (error) {
    if (error instanceof ExpressionError) return { ok: false, error };
    throw error;
  }
}

const maxCached = 2_000;
const cache = new Map<string, Tree>();

function treeOf(expression: string): Tree {
  const known = cache.get(expression);
  if (known) return known;
  const tree = parse(expression);
  if (cache.size >= maxCached) cache.clear();
  cache.set(expression, tree);
  return tree;
}
