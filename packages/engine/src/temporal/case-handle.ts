import type { Client, SignalDefinition } from '@temporalio/client';
import type { caseWorkflow } from '../sandbox/case-workflow.ts';

export function workflowIdOf(caseId: string): string {
  return `case-${caseId}`;
}

/** Signals a case, and starts its workflow when none is running: a new case, or a closed one that is spoken to again. */
export async function startCase<Args extends unknown[]>(
  client: Client,
  {
    caseId,
    taskQueue,
    signal,
    args,
  }: { caseId: string; taskQueue: string; signal: SignalDefinition<Args>; args: Args },
): Promise<void> {
  await client.withDeadline(Date.now() + signalWithinMs, () =>
    client.workflow.signalWithStart<typeof caseWorkflow, Args>('caseWorkflow', {
      workflowId: workflowIdOf(caseId),
      taskQueue,
      args: [{ caseId }],
      signal,
      signalArgs: args,
    }),
  );
}

/** The message is stored already; whoever waits for the acknowledgement should not wait for long. */
const signalWithinMs = 5_000;
