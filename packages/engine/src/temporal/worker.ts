import type { DataConverter } from '@temporalio/common';
import type { NativeConnection, WorkerOptions } from '@temporalio/worker';
import { Worker } from '@temporalio/worker';
import type { CaseActivities } from '../sandbox/contract.ts';
import { bundleWorkflow } from './bundle-workflow.ts';

export type CaseWorkerDeps = {
  connection: NativeConnection;
  namespace: string;
  taskQueue: string;
  dataConverter: DataConverter;
  /** Case activities, and one for each node type. */
  activities: CaseActivities;
  options?: Partial<WorkerOptions>;
};

/** Cached workflows are counted, not weighed: about 1 MB each, so this bounds the memory of a worker. */
const maxCachedWorkflows = 500;

export async function createCaseWorker({
  connection,
  namespace,
  taskQueue,
  dataConverter,
  activities,
  options,
}: CaseWorkerDeps): Promise<Worker> {
  return Worker.create({
    connection,
    namespace,
    taskQueue,
    dataConverter,
    activities,
    workflowBundle: await bundleWorkflow(),
    maxCachedWorkflows,
    shutdownGraceTime: '10 s',
    // A history that its own code cannot follow would stop the case for good: it fails, and the next run goes on from the
    // journal. (A workflow task that timed out with local activities and new signals can leave such a history.)
    workflowFailureErrorTypes: { '*': [], caseWorkflow: ['NondeterminismError'] },
    shutdownForceTime: '30 s',
    ...options,
  });
}
