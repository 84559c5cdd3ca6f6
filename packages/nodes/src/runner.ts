import type { RunInput } from '@throughline/flow/effect';
import type { NodeResult } from '@throughline/flow/node-result';
import type { RunContext } from './run-context.ts';

/**
 * The behaviour of a node that acts. Runs on a worker, may be run again after a crash or a time-out: whatever it does
 * outside carries `context.idempotencyKey`. Throw `NodeFailure` for a failure that trying again cannot mend.
 */
export type Runner<Config> = (input: RunnerInput<Config>, context: RunContext) => Promise<NodeResult>;

export type RunnerInput<Config> = Omit<RunInput, 'config'> & { config: Config };

/** Ends the node at once, without another try: it leaves by `error`, or the case goes to the fallback queue. */
export class NodeFailure extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = 'NodeFailure';
    this.code = code;
  }
}
