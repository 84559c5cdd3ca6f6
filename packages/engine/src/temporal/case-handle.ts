import type { Client } from '@temporalio/client';
import type { caseWorkflow } from '../sandbox/case-workflow.ts';
import { messageArrived } from '../sandbox/messages.ts';

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

/** A run that failed is started again, and goes on from the journal; one that cannot go on is given up for the next message. */
const startAgain = { initialInterval: '1 s', maximumInterval: '1 min', maximumAttempts: 10 } as const;

/** The message is stored already; whoever waits for the acknowledgement should not wait for long. */
const signalWithinMs = 5_000;
