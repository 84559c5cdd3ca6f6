import type { ActionEvent } from '@throughline/flow/agent-events';
import type { EventOf } from '@throughline/flow/event';
import type { Client } from '@temporalio/client';
import type { SignalDefinition } from '@temporalio/common';
import { WithStartWorkflowOperation, WorkflowNotFoundError } from '@temporalio/client';
import type { caseWorkflow } from '../sandbox/case-workflow.ts';
import type { CaseInput } from '../sandbox/contract.ts';
import type { ActionOutcome } from '../sandbox/messages.ts';
import { agentActs, callbackCame, messageArrived, sendFailed } from '../sandbox/messages.ts';

export function workflowIdOf(caseId: string): string {
  return `case-${caseId}`;
}

/** The case's workflow, started where none is running: of a new case, or of a closed one. */
type CaseRun = { caseId: string; taskQueue: string; continueAfterEvents?: number | undefined };

/** Tells a case of a message, also a new or a closed one. */
export function signalMessage(
  client: Client,
  { message, ...run }: CaseRun & { message: string },
): Promise<void> {
  return signalWithStart(client, run, messageArrived, message);
}

/** Tells a case that a message of its will never reach the customer, also a closed one. */
export function signalFailedSend(
  client: Client,
  { event, ...run }: CaseRun & { event: EventOf<'send.failed'> },
): Promise<void> {
  return signalWithStart(client, run, sendFailed, event);
}

/** Has an agent's action done by a case whose workflow may have ended, or not begun. */
export function updateWithStart(
  client: Client,
  { event, ...run }: CaseRun & { event: ActionEvent },
): Promise<ActionOutcome> {
  const startWorkflowOperation = new WithStartWorkflowOperation<typeof caseWorkflow>('caseWorkflow', {
    ...startOptions(run),
    workflowIdConflictPolicy: 'USE_EXISTING',
  });
  return client.workflow.executeUpdateWithStart(agentActs, {
    startWorkflowOperation,
    args: [event],
    updateId: event.id,
  });
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

async function signalWithStart<Argument>(
  client: Client,
  run: CaseRun,
  signal: SignalDefinition<[Argument]>,
  argument: Argument,
): Promise<void> {
  await client.withDeadline(Date.now() + signalWithinMs, () =>
    client.workflow.signalWithStart<typeof caseWorkflow, [Argument]>('caseWorkflow', {
      ...startOptions(run),
      signal,
      signalArgs: [argument],
    }),
  );
}

function startOptions({ caseId, taskQueue, continueAfterEvents }: CaseRun) {
  const args: [CaseInput] = [{ caseId, ...(continueAfterEvents !== undefined && { continueAfterEvents }) }];
  return { workflowId: workflowIdOf(caseId), taskQueue, args, retry: startAgain };
}

/** A run that failed is started again, and goes on from the journal; one that cannot go on is given up for the next message. */
const startAgain = { initialInterval: '1 s', maximumInterval: '1 min', maximumAttempts: 10 } as const;

/** The message is stored already; whoever waits for the acknowledgement should not wait for long. */
const signalWithinMs = 5_000;
