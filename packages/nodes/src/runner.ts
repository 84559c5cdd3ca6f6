import type { RunInput } from '@throughline/flow/effect';
import type { Json } from '@throughline/flow/json';
import type { NodeResult } from '@throughline/flow/node-result';
import type { Expression } from './fields.ts';
import type { RunContext } from './run-context.ts';

/**
 * The behaviour of a node that acts. Runs on a worker, may be run again after a crash or a time-out: whatever it does
 * outside carries `context.idempotencyKey`, which `context.http` and `context.model` see to. Throw `NodeFailure` for a failure that trying again cannot mend.
 */
export type Runner<Config, Port extends string = string> = (
  input: RunnerInput<Config>,
  context: RunContext,
) => Promise<NodeResult<Port>>;

export type RunnerInput<Config> = Omit<RunInput, 'config'> & { config: Resolved<Config> };

/** A config whose expressions have been evaluated: what was a source text is the value it gave. */
export type Resolved<Config> = Config extends Expression
  ? Json
  : Config extends object
    ? { [Field in keyof Config]: Resolved<Config[Field]> }
    : Config;

/** Ends the node at once, without another try: it leaves by `error`, or the case goes to the fallback queue. */
export class NodeFailure extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = 'NodeFailure';
    this.code = code;
  }
}
