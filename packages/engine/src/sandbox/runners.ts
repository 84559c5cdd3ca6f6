import { canonical } from '@throughline/flow/canonical';
import type { RunEffect } from '@throughline/flow/effect';
import type { CaseEvent } from '@throughline/flow/event';
import type { NodeError, NodeResult } from '@throughline/flow/node-result';
import type { Local } from '@throughline/flow/plan';
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
export function createRunners(caseId: string, ring: () => void, run: RunNode = asActivity) {
  /** By run, until what it ended with is committed. */
  const started = new Map<string, Started>();
  let ended: Started[] = [];

  function perform(one: Started): void {
    const { effect, telling } = one;
    const { node, nodeType, title, input } = effect;
    const task: NodeTask = { caseId, run: effect.run, node, nodeType, title, input };
    const head = { id: `done:${effect.run}`, actor: { kind: 'flow' } as const, run: effect.run };
    run(task, telling === 1 ? effect.run : `${effect.run}~${telling}`, effect.local).then(
      (result) => end(one, { ...head, type: 'node.done', at: Date.now(), result }),
      (error: unknown) => end(one, { ...head, type: 'node.failed', at: Date.now(), error: nodeError(error) }),
    );
  }

  function end(one: Started, event: CaseEvent): void {
    one.event = event;
    ended.push(one);
    ring();
  }

  return {
    /**
     * A decision that was taken back can be taken again: its run is not started twice, and has ended if it had. What is run
     * under the same name for something else has nothing to do with it.
     */
    start(effect: RunEffect): void {
      const before = started.get(effect.run);
      if (before && canonical(before.effect.input) === canonical(effect.input)) {
        if (before.event && before.told) end(before, { ...before.event, at: Date.now() });
        return;
      }
      const one = { effect, telling: (before?.telling ?? 0) + 1 };
      started.set(effect.run, one);
      perform(one);
    },
    finished(): CaseEvent[] {
      const taken = ended.filter((one) => started.get(one.effect.run) === one);
      ended = [];
      for (const one of taken) one.told = true;
      return taken.flatMap(({ event }) => event ?? []);
    },
    /** What was told of is committed, and never taken back. */
    settled(): void {
      for (const [run, { told }] of started) if (told) started.delete(run);
    },
    running: () => [...started.values()].filter(({ event }) => !event).length,
    idle: () => ended.length === 0 && [...started.values()].every(({ event }) => event),
  };
}

/** `telling`: how often the same place of a case was decided, each time otherwise. */
type Started = { effect: RunEffect; telling: number; event?: CaseEvent; told?: boolean };

/** Does what a node does. `id` is unique among all that a case runs at one time. */
export type RunNode = (task: NodeTask, id: string, local: Local) => Promise<NodeResult>;

const asActivity: RunNode = (task, id, local) => {
  const { nodeType, title } = task;
  const asOwn = () => activities(id, title)[nodeType]!(task);
  if (local === false) return asOwn();
  if (local === true) return localActivities(title)[nodeType]!(task);
  return onceLocally(title)[nodeType]!(task).catch((error: unknown) => {
    if (isFinal(error)) throw error;
    return asOwn();
  });
};

/** The node itself says that it failed; anything else may go better at the next try. */
function isFinal(error: unknown): boolean {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  return cause instanceof ApplicationFailure && cause.type === nodeFailureType;
}

function activities(id: string, title: string): NodeActivities {
  return proxyActivities<NodeActivities>({
    activityId: id,
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

/** For a second at most: while it runs, nobody who writes or acts is heard. */
function onceLocally(title: string): NodeActivities {
  return proxyLocalActivities<NodeActivities>({
    summary: title,
    startToCloseTimeout: '1 s',
    retry: { maximumAttempts: 1 },
  });
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
