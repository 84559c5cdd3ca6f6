import type { RunEffect } from '@throughline/flow/effect';
import type { CaseEvent } from '@throughline/flow/event';
import type { NodeError } from '@throughline/flow/node-result';
import {
  ActivityFailure,
  ApplicationFailure,
  TimeoutFailure,
  proxyActivities,
  proxyLocalActivities,
} from '@temporalio/workflow';
import type { NodeActivity, NodeTask } from './contract.ts';
import { nodeFailureType } from './contract.ts';

type NodeActivities = { [nodeType: string]: NodeActivity };

const retry = {
  initialInterval: '500 ms',
  maximumInterval: '10 s',
  maximumAttempts: 3,
  nonRetryableErrorTypes: [nodeFailureType],
};

/** Runs nodes as activities: the type is the node's type, the id is `nodeId#visit`, the summary is the node's title. */
export function createRunners(caseId: string, ring: () => void) {
  const started = new Set<string>();
  let running = 0;
  let done: CaseEvent[] = [];

  function perform({ run, node, nodeType, title, input, local }: RunEffect): void {
    const task: NodeTask = { caseId, run, node, nodeType, title, input };
    const activity = (local ? localActivities(title) : activities(run, title))[nodeType];
    const head = { id: `done:${run}`, actor: { kind: 'flow' } as const, run };
    const ended = (event: CaseEvent) => {
      done.push(event);
      running -= 1;
      ring();
    };
    activity!(task).then(
      (result) => ended({ ...head, type: 'node.done', at: Date.now(), result }),
      (error: unknown) => ended({ ...head, type: 'node.failed', at: Date.now(), error: nodeError(error) }),
    );
  }

  return {
    /** A run is started once, also when the decision to start it is taken again. */
    start(run: RunEffect): void {
      if (started.has(run.run)) return;
      started.add(run.run);
      running += 1;
      perform(run);
    },
    finished(): CaseEvent[] {
      const taken = done;
      done = [];
      return taken;
    },
    running: () => running,
    idle: () => running === 0 && done.length === 0,
  };
}

function activities(run: string, title: string): NodeActivities {
  return proxyActivities<NodeActivities>({
    activityId: run,
    summary: title,
    startToCloseTimeout: '90 s',
    scheduleToCloseTimeout: '5 min',
    // A worker that died is noticed by this, not by the time the node might have taken.
    heartbeatTimeout: '10 s',
    retry,
  });
}

function localActivities(title: string): NodeActivities {
  return proxyLocalActivities<NodeActivities>({ summary: title, startToCloseTimeout: '5 s', retry });
}

function nodeError(error: unknown): NodeError {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof ApplicationFailure) {
    const code = typeof cause.details?.[0] === 'string' ? cause.details[0] : 'node.failed';
    return { code, message: cause.message };
  }
  if (cause instanceof TimeoutFailure)
    return { code: 'node.timeout', message: 'The node did not finish in time.' };
  return { code: 'node.failed', message: error instanceof Error ? error.message : 'The node failed.' };
}
