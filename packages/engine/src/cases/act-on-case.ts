import type { ActionEvent } from '@throughline/flow/agent-events';
import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { agentActs, refusedType } from '../sandbox/messages.ts';
import type { CaseStore } from '../stores/cases.ts';
import { updateWithStart, workflowIdOf } from '../temporal/case-handle.ts';
import type { ActionRefusal, ActionResult, AgentAction, CaseGateway, CustomerAction } from './gateway.ts';

export type ActOnCaseDeps = {
  stores: { cases: Pick<CaseStore, 'get'> };
  temporal: Client;
  taskQueue: string;
  now: () => number;
};

/** Tells a case what somebody did. `start`: of a closed case too, whose workflow is started for it. */
export type TellCase = (
  caseId: string,
  event: ActionEvent,
  options?: { start: boolean },
) => Promise<ActionResult>;

/** What people do goes to the case as an update: it is done, or refused with a reason. */
export function createActOnCase({
  stores,
  temporal,
  taskQueue,
  now,
}: ActOnCaseDeps): Pick<CaseGateway, 'act' | 'endErased'> & { tell: TellCase } {
  async function act(caseId: string, action: AgentAction | CustomerAction): Promise<ActionResult> {
    const event = eventOf(action, now());
    if (!event) return action.type === 'promise' ? noPromise : noQueue;
    return tell(caseId, event);
  }

  const tell: TellCase = async (caseId, event, { start } = { start: false }) => {
    try {
      const outcome = await temporal.withDeadline(Date.now() + actWithinMs, () =>
        start
          ? updateWithStart(temporal, { caseId, taskQueue, event })
          : temporal.workflow
              .getHandle(workflowIdOf(caseId))
              .executeUpdate(agentActs, { args: [event], updateId: event.id }),
      );
      return outcome.done ? { ok: true } : refused(outcome.reason);
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) {
        const row = await stores.cases.get(caseId);
        return row ? refused(row.joinedInto === undefined ? 'case-closed' : 'case-joined') : unknownCase;
      }
      const reason = refusalReason(error);
      if (reason) return refused(reason);
      throw error;
    }
  };

  async function endErased(caseId: string): Promise<void> {
    const handle = temporal.workflow.getHandle(workflowIdOf(caseId));
    try {
      await temporal.withDeadline(Date.now() + actWithinMs, () => handle.terminate('erased'));
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  }

  return { act, tell, endErased };
}

/** An update needs a worker to answer; without one the agent should hear so soon. */
const actWithinMs = 10_000;

const noQueue: ActionResult = {
  ok: false,
  code: 'case.unknown-queue',
  text: 'Name the queue to transfer to.',
};
const noPromise: ActionResult = { ok: false, code: 'case.unknown-promise', text: 'Say what was promised.' };
const unknownCase: ActionResult = { ok: false, code: 'case.not-found', text: 'There is no such case.' };

const refusals: { [reason: string]: { code: ActionRefusal; text: string } } = {
  'case-closed': {
    code: 'case.closed',
    text: 'The case is closed. A new message of the customer opens it again.',
  },
  'owned-by-another-agent': { code: 'case.owned-by-another-agent', text: 'Another agent has this case.' },
  'already-owner': { code: 'case.already-owned', text: 'You have this case already.' },
  'not-owner': { code: 'case.not-owner', text: 'Claim the case first.' },
  'case-joined': {
    code: 'case.joined',
    text: 'The case was joined with another, and goes on there.',
  },
  'too-many-promises': {
    code: 'case.too-many-promises',
    text: 'A hundred promises of this case are open: say of some whether they were kept.',
  },
  'unknown-promise': { code: 'case.unknown-promise', text: 'Nothing of that kind was promised.' },
};

function refused(reason: string): ActionResult {
  return { ok: false, ...(refusals[reason] ?? { code: 'case.not-owner', text: `Refused: ${reason}.` }) };
}

function refusalReason(error: unknown): string | undefined {
  const cause = error instanceof WorkflowUpdateFailedError ? error.cause : undefined;
  if (!(cause instanceof ApplicationFailure) || !cause.type?.startsWith(`${refusedType}:`)) return undefined;
  return cause.type.slice(refusedType.length + 1);
}

function eventOf(action: AgentAction | CustomerAction, at: number): ActionEvent | undefined {
  if (action.type !== 'customer-close') return agentEvent(action, at);
  const actor = { kind: 'customer' as const, id: action.customer };
  return { id: action.action, at, actor, type: 'customer.closed', reason: action.reason };
}

function agentEvent(action: AgentAction, at: number): ActionEvent | undefined {
  const head = { id: action.action, at, actor: { kind: 'agent' as const, ...action.agent } };
  switch (action.type) {
    case 'claim':
      return { ...head, type: 'agent.claimed' };
    case 'type':
      return { ...head, type: 'agent.typed' };
    case 'reply':
      return {
        ...head,
        type: 'agent.replied',
        text: action.text ?? '',
        ...(action.attachments && { attachments: action.attachments }),
      };
    case 'note':
      return { ...head, type: 'agent.noted', text: action.text ?? '' };
    case 'return':
      return { ...head, type: 'agent.returned', ...(action.text ? { note: action.text } : {}) };
    case 'transfer':
      return action.queue
        ? { ...head, type: 'agent.transferred', queue: action.queue, reason: action.reason ?? 'transferred' }
        : undefined;
    case 'move':
      return action.to ? { ...head, type: 'agent.moved', to: action.to } : undefined;
    case 'close':
      return { ...head, type: 'agent.closed', reason: action.reason ?? 'solved' };
    case 'promise':
      return action.promise ? { ...head, type: 'agent.promised', promise: action.promise } : undefined;
    case 'settle':
      return { ...head, type: 'agent.settled', promise: action.settles ?? '', as: action.as ?? 'kept' };
  }
}
