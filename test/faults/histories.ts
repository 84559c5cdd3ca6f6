import { Worker } from '@temporalio/worker';
import type { Deps } from '../../packages/engine/src/deps.ts';
import { workflowIdOf } from '../../packages/engine/src/temporal/case-handle.ts';
import { bundleWorkflow } from '../../packages/engine/src/temporal/bundle-workflow.ts';

/** The second proof: Temporal's own history of each case, replayed through the workflow's code. */
export async function replayHistories({ temporal, dataConverter }: Deps, cases: string[]): Promise<string[]> {
  const workflowBundle = await bundleWorkflow();
  const problems: string[] = [];
  for (const caseId of cases) {
    const workflowId = workflowIdOf(caseId);
    const history = await temporal.workflow.getHandle(workflowId).fetchHistory();
    try {
      await Worker.runReplayHistory({ workflowBundle, dataConverter }, history, workflowId);
    } catch (error) {
      problems.push(`${workflowId}: ${error instanceof Error ? error.message : 'unknown'}`);
    }
  }
  return problems;
}
