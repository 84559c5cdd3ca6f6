import type { RunEffect, SendEffect } from '../packages/flow/src/effect.ts';
import type { CustomerMessage } from '../packages/flow/src/message.ts';
import type { CaseState } from '../packages/flow/src/state.ts';
import { emptyState } from '../packages/flow/src/state.ts';
import type { NodeResult } from '../packages/flow/src/node-result.ts';
import {
  condition,
  continueAsNew,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { CaseActivities, DecidedEvent, NodeActivity } from '../packages/engine/src/sandbox/contract.ts';
import { messageArrived } from '../packages/engine/src/sandbox/messages.ts';

/**
 * The flow of `five-node-flow.ts` as somebody who knows Temporal would write it by hand: the same signal, the same activities
 * with the same options and inputs, the same number of journal entries of the same kind; no plan and no step.
 */
export async function caseWorkflow(input: { caseId: string; carried?: Carried }): Promise<void> {
  const { caseId } = input;
  const arrivals: string[] = [...(input.carried?.arrivals ?? [])];
  setHandler(messageArrived, (message) => void arrivals.push(message));
  const kase = input.carried ?? (await open(caseId));

  for (;;) {
    await condition(() => arrivals.length > 0);
    const { messages } = await database.readArrivals({
      caseId,
      messages: arrivals.splice(0),
      known: { policyVersion: 0, customer: kase.customer },
    });
    const said = messages.map(({ message }) => message);
    const newest = said.at(-1);
    if (!newest) continue;
    kase.turn += 1;
    const entries: DecidedEvent[] = messages.map((event) =>
      entry({ ...event, at: Date.now() }, [start('first')]),
    );

    for (const [index, node] of nodes.entries()) {
      const run = `${node}#${kase.turn}`;
      const task = { ...start(node), caseId };
      const result = await scripted(task);
      kase.outputs[node] = { port: result.port, visit: kase.turn, output: result.output ?? {} };
      const next = nodes[index + 1];
      const effects = next ? [start(next)] : (result.say ?? []).map((say) => answer(newest, say.text));
      const actor = { kind: 'flow' } as const;
      entries.push(
        entry({ type: 'node.done', id: `done:${run}`, at: Date.now(), actor, run, result }, effects),
      );
    }
    await database.commit({ caseId, entries, state: stateOf(newest) });
    if (arrivals.length === 0 && workflowInfo().historyLength >= 2_000)
      await continueAsNew<typeof caseWorkflow>({ caseId, carried: { ...kase, arrivals } });

    function entry(event: DecidedEvent['event'], effects: DecidedEvent['effects']): DecidedEvent {
      kase.seq += 1;
      return { seq: kase.seq, event, effects, changes: {} };
    }

    function start(node: string): RunEffect {
      const { turn, customer } = kase;
      return {
        type: 'run',
        run: `${node}#${turn}`,
        node,
        nodeType: 'scripted',
        local: false,
        title: node,
        input: {
          config: {},
          messages: said,
          customer,
          case: { id: caseId, turn, language: 'en', values: {}, brief: kase.brief },
          nodes: kase.outputs,
          policies: { version: 0, values: {} },
          languages: ['en'],
        },
      };
    }
  }

  function scripted(task: RunEffect & { caseId: string }): Promise<NodeResult> {
    const { run, node, nodeType, title, input: told } = task;
    const activities = proxyActivities<{ scripted: NodeActivity }>({
      activityId: run,
      summary: title,
      startToCloseTimeout: '90 s',
      scheduleToCloseTimeout: '5 min',
      retry: {
        initialInterval: '500 ms',
        maximumInterval: '10 s',
        maximumAttempts: 3,
        nonRetryableErrorTypes: ['NodeFailure'],
      },
    });
    return activities.scripted({ caseId, run, node, nodeType, title, input: told });
  }

  function answer({ channel, conversation }: CustomerMessage, text: string): SendEffect {
    const send = `${caseId}:${kase.turn}:1`;
    return { type: 'send', send, actor: { kind: 'flow' }, channel, conversation, text, node: 'third' };
  }

  function stateOf({ channel, conversation }: CustomerMessage): CaseState {
    const { turn, customer, outputs, brief } = kase;
    return { ...emptyState(), caseId, customer, turn, outputs, brief, reach: { channel, conversation } };
  }
}

const nodes = ['first', 'second', 'third'];

type Kase = Pick<CaseState, 'turn' | 'customer' | 'outputs' | 'brief'> & { seq: number };
type Carried = Kase & { arrivals: string[] };

const database = proxyLocalActivities<CaseActivities>({
  startToCloseTimeout: '10 s',
  retry: { initialInterval: '100 ms', maximumInterval: '30 s' },
});

async function open(caseId: string): Promise<Kase> {
  const { seq, opened } = await database.openCase(caseId);
  if (!opened) throw new TypeError('the hand-written workflow only knows new cases');
  return { turn: 0, seq, customer: opened.customer, outputs: {}, brief: emptyState().brief };
}
