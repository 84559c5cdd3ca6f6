import type { RunContext } from '@throughline/nodes/run-context';
import type { Runner } from '@throughline/nodes/runner';
import { NodeFailure } from '@throughline/nodes/runner';
import { ApplicationFailure, Context } from '@temporalio/activity';
import type { NodeActivity, NodeTask } from '../sandbox/contract.ts';
import { nodeFailureType } from '../sandbox/contract.ts';

/** Runners by node type, whatever their config: the plan's config was parsed when the flow was published. */
export type Runners = { [nodeType: string]: Runner<never> };

export type CreateRunContext = (task: NodeTask, signal: AbortSignal) => RunContext;

/** Told when a node starts and ends, for those who watch a case live. */
export type OnRunning = (task: NodeTask, running: boolean) => Promise<void>;

/** A worker that is gone is noticed by the silence, long before the node's own time limit; see `heartbeatTimeout`. */
const heartbeatEveryMs = 2_000;

/** One activity per node type, named after it. */
export function createNodeActivities(
  runners: Runners,
  createRunContext: CreateRunContext,
  onRunning: OnRunning,
): { [nodeType: string]: NodeActivity } {
  return Object.fromEntries(
    Object.entries(runners).map(([nodeType, runner]) => [
      nodeType,
      (task: NodeTask) => runNode(runner, task, createRunContext, onRunning),
    ]),
  );
}

async function runNode(
  runner: Runner<never>,
  task: NodeTask,
  createRunContext: CreateRunContext,
  onRunning: OnRunning,
) {
  const context = Context.current();
  const { cancellationSignal } = context;
  const alive = setInterval(() => !context.info.isLocal && context.heartbeat(), heartbeatEveryMs);
  try {
    await onRunning(task, true);
    return await runner(task.input as never, createRunContext(task, cancellationSignal));
  } catch (error) {
    if (!(error instanceof NodeFailure)) throw error;
    throw ApplicationFailure.create({
      message: error.message,
      type: nodeFailureType,
      nonRetryable: true,
      details: [error.code],
    });
  } finally {
    clearInterval(alive);
    await onRunning(task, false);
  }
}
