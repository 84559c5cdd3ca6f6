import type { CaseGateway } from '../cases/gateway.ts';

/** A gateway for tests that need none, or one that fails: whatever is asked of it, it does this. */
export function noGateway(answer: () => Promise<never>): CaseGateway {
  return {
    receive: answer,
    accept: answer,
    act: answer,
    join: answer,
    split: answer,
    undoLink: answer,
    endErased: answer,
  };
}
