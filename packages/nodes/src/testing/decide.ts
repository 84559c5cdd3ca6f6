import type { NodeDeclaration } from '@throughline/flow/declaration';
import type { Decider, Decision, DeciderContext } from '@throughline/flow/decider';
import { ExpressionError } from '@throughline/flow/expression';
import type { Json } from '@throughline/flow/json';
import { deciderContext } from '@throughline/flow/scope';
import { caseOf } from './given.ts';
import type { Given } from './given.ts';

export type Decided = {
  config: unknown;
  given?: Given;
  /** Which of the decider's functions is called; the others get the memory of the wait. */
  on?: 'enter' | 'message' | 'timer' | 'callback';
  memory?: Json;
};

/** What a decider decides, in the same scope and with the same treatment of bad expressions as in a running case. */
export function decide<Config, Port extends string>(
  declaration: NodeDeclaration<Config, Port>,
  decider: Decider<Config, Port>,
  { config, given, on = 'enter', memory = null }: Decided,
): Decision<Port> {
  const { plan, node, state, at } = caseOf(declaration, config, given);
  const decided = decider[on];
  if (!decided) throw new TypeError(`The decider of ${declaration.type} has no "${on}".`);
  // The core hands every decider the config that its schema parsed; the plan only calls it JSON.
  const context = deciderContext({ plan, deciders: {}, at, state, effects: [] }, node) as unknown;
  try {
    return decided.call(decider, deepFreeze({ ...(context as DeciderContext<Config>), memory }));
  } catch (error) {
    if (error instanceof ExpressionError) return { fail: { code: error.code, message: error.message } };
    throw error;
  }
}

/** A decider that changes what it was given would change the case behind the core's back. */
function deepFreeze<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const field of Object.values(value)) deepFreeze(field);
  return Object.freeze(value);
}
