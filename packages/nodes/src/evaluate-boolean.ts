import type { DeciderContext } from '@throughline/flow/decider';
import type { NodeError } from '@throughline/flow/node-result';

/** Whether a condition holds; strict, so that a forgotten comparison does not silently choose a way. */
export function evaluateBoolean<Config>(
  context: DeciderContext<Config>,
  expression: string,
): boolean | { fail: NodeError } {
  const value = context.evaluate(expression);
  if (typeof value === 'boolean') return value;
  const kind = value === null ? 'null' : Array.isArray(value) ? 'a list' : `a value of type ${typeof value}`;
  const message = `The condition \`${expression}\` must give true or false, but gave ${kind}.`;
  return { fail: { code: 'condition.not-boolean', message } };
}
