import type { EventOf } from '@throughline/flow/event';
import type { IgnoredReason } from '@throughline/flow/effect';
import type { Client } from '@temporalio/client';
import {
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  isGrpcDeadlineError,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { agentActs, refusedType } from '../sandbox/messages.ts';
import { workflowIdOf } from '../temporal/case-handle.ts';

export type MoveAnswer =
  { moved: true } | { moved: false; reason: IgnoredReason | 'not-running' | 'no-answer'; about?: string };

/** Asks a running case to go on by another version. The event's id is the key: asked again, it is moved once. */
export type MoveCase = (caseId: string, event: EventOf<'flow.moved'>) => Promise<MoveAnswer>;

const answerWithinMs = 10_000;

export function createMoveCase(temporal: Client): MoveCase {
  return async (caseId, event) => {
    try {
      const outcome = await temporal.withDeadline(Date.now() + answerWithinMs, () =>
        temporal.workflow
          .getHandle(workflowIdOf(caseId))
          .executeUpdate(agentActs, { args: [event], updateId: event.id }),
      );
      if (outcome.done) return { moved: true };
      const { reason, about } = outcome;
      return { moved: false, reason, ...(about !== undefined && { about }) };
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return { moved: false, reason: 'not-running' };
      if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError || isGrpcDeadlineError(error))
        return { moved: false, reason: 'no-answer' };
      const reason = refusedBecause(error);
      if (reason === undefined) throw error;
      return reason === 'already-there' ? { moved: true } : { moved: false, reason };
    }
  };
}

/** What the case's validator said. */
function refusedBecause(error: unknown): IgnoredReason | undefined {
  const cause = error instanceof WorkflowUpdateFailedError ? error.cause : undefined;
  if (!(cause instanceof ApplicationFailure) || !cause.type?.startsWith(`${refusedType}:`)) return undefined;
  return cause.type.slice(refusedType.length + 1) as IgnoredReason;
}
