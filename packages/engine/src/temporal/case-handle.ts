import type { ActionEvent } from '@throughline/flow/agent-events';
import type { EventOf } from '@throughline/flow/event';
import type { Client } from '@temporalio/client';
import { WithStartWorkflowOperation, WorkflowNotFoundError } from '@temporalio/client';
import type { caseWorkflow } from '../sandbox/case-workflow.ts';
import type { ActionOutcome } from '../sandbox/messages.ts';
import { agentActs, callbackCame, messageArrived, sendFailed } from '../sandbox/messages.ts';

export function workflowIdOf(caseId: string): string {
  return `case-${caseId}`;
}

/** Tells a case of a message, and starts its workflow when none is running: a new case, or a closed one spoken to again. */
export async function signalMessage(
  client: Client,
  request: { caseId: string; taskQueue: string; message: string; continueAfterEvents?: number | undefined },
): Promise<void> {
  const { caseId, taskQueue, message, continueAfterEvents } = request;
  await client.withDeadline(Date.now() + signalWithinMs, () =>
    client.workflow.signalWithStart<typeof caseWorkflow, [string]>('caseWorkflow', {
      workflowId: workflowIdOf(caseId),
      taskQueue,
      args: [{ caseId, ...(continueAfterEvents === undefined ? {} : { continueAfterEvents }) }],
      signal: messageArrived,
      retry: startAgain,
      signalArgs: [message],
    }),
  );
}

/** Has an agent's action done by a case whose workflow may have ended, or not begun. */
export function updateWithStart(
  client: Client,
  { caseId, taskQueue, event }: { caseId: string; taskQueue: string; event: ActionEvent },
): Promise<ActionOutcome> {
  const startWorkflowOperation = new WithStartWorkflowOperation<typeof caseWorkflow>('caseWorkflow', {
    workflowId: workflowIdOf(caseId),
    taskQueue,
    args: [{ caseId }],
    retry: startAgain,
    workflowIdConflictPolicy: 'USE_EXISTING',
  });
  return client.workflow.executeUpdateWithStart(agentActs, {
    startWorkflowOperation,
    args: [event],
    updateId: event.id,
  });
}

/** Tells a case that a message of its will never reach the customer, also a closed one. */
export async function signalFailedSend(
  client: Client,
  { caseId, taskQueue, event }: { caseId: string; taskQueue: string; event: EventOf<'send.failed'> },
): Promise<void> {
  await client.withDeadline(Date.now() + signalWithinMs, () =>
    client.workflow.signalWithStart<typeof caseWorkflow, [typeof event]>('caseWorkflow', {
      workflowId: workflowIdOf(caseId),
      taskQueue,
      args: [{ caseId }],
      signal: sendFailed,
      retry: startAgain,
      signalArgs: [event],
    }),
  );
}

export type CallbackEvent = EventOf<'callback.answered' | 'callback.missed'>;

/** Tells a case what came of a call that it asked for. A closed case takes no notice of it any more. */
export async function signalCallback(client: Client, caseId: string, event: CallbackEvent): Promise<void> {
  try {
    await client.withDeadline(Date.now() + signalWithinMs, () =>
      client.workflow.getHandle(workflowIdOf(caseId)).signal(callbackCame, event),
    );
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}

/** A run that failed is started again, and goes on from the journal; one that cannot go on is given up for the next message. */
const startAgain = { initialInterval: '1 s', maximumInterval: '1 min', maximumAttempts: 10 } as const;

/** The message is stored already; whoever waits for the acknowledgement should not wait for long. */
const signalWithinMs = 5_000;
