import { interpreter } from '../packages/flow/src/interpreter.ts';
import { compile } from '../packages/flow/src/compile.ts';
import type { CaseEvent } from '../packages/flow/src/event.ts';
import { decisionDigest, decisionOf } from '../packages/flow/src/replay.ts';
import type { CaseState } from '../packages/flow/src/state.ts';
import { emptyState } from '../packages/flow/src/state.ts';
import { createStep } from '../packages/flow/src/step.ts';
import { catalogue } from '../packages/nodes/src/catalogue.ts';
import { deciders } from '../packages/nodes/src/deciders.ts';
import { scriptedNode } from '../packages/engine/src/testing/case-runtime.ts';
import type { Bench } from './bench.ts';
import { fiveNodeFlow } from './five-node-flow.ts';

const turns = 1_000;
const rounds = 5;
const step = createStep(deciders);
const plan = compile(fiveNodeFlow(), { ...catalogue, scripted: scriptedNode });

/** The decisions of a case of a thousand turns, four events each, without any server. */
export const bench: Bench = {
  name: 'step',
  about: 'step alone, a case of 1,000 turns of a flow of five nodes',
  async run(_, say) {
    await Promise.resolve();
    fold();
    const rates: { decided: number; digested: number }[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      const decided = fold();
      const digested = fold((before, decision) => decisionDigest(decisionOf(before, decision)));
      rates.push({ decided: decided.rate, digested: digested.rate });
      say(`round ${round} of ${rounds}`);
    }
    const { bytesAt } = fold();
    const best = (of: 'decided' | 'digested') => Math.max(...rates.map((rate) => rate[of]));
    return [
      { measure: 'events decided per second', value: best('decided'), unit: '/s' },
      { measure: '  with the digest of each decision', value: best('digested'), unit: '/s' },
      ...[1, 10, 100, 1_000].map((turn) => ({
        measure: `state after turn ${turn}`,
        value: bytesAt.get(turn) ?? Number.NaN,
        unit: 'bytes',
      })),
      {
        measure: 'state after turn 1,000 / after turn 400',
        value: (bytesAt.get(1_000) ?? Number.NaN) / (bytesAt.get(400) ?? Number.NaN),
        unit: '',
        goal: { atMost: 1.01 },
      },
    ];
  },
};

function fold(also: (before: CaseState, decision: ReturnType<typeof step>) => unknown = () => {}) {
  const bytesAt = new Map<number, number>();
  let state: CaseState = emptyState();
  let events = 0;
  let spent = 0;
  const happen = (event: CaseEvent): void => {
    const began = performance.now();
    const decision = step(plan, state, event);
    also(state, decision);
    spent += performance.now() - began;
    events += 1;
    state = decision.state;
  };

  let at = Date.UTC(2026, 0, 5, 9);
  const system = { kind: 'system' } as const;
  const customer = { id: 'c1', verified: true };
  happen({
    id: 'o',
    at,
    actor: system,
    type: 'case.opened',
    caseId: 'k',
    flow: { id: 'f', hash: 'h' },
    customer,
    interpreter,
  });
  for (let turn = 1; turn <= turns; turn += 1) {
    const id = `message-${String(turn).padStart(6, '0')}`;
    const text = `Where is my parcel number ${turn}?`;
    const message = { id, channel: 'webchat', conversation: 'v1', text, sentAt: at };
    happen({
      id,
      at: (at += 60_000),
      actor: { kind: 'customer', id: 'c1' },
      type: 'message.received',
      message,
    });
    while (state.position?.phase === 'running') {
      const { run, node } = state.position;
      const result = {
        port: 'done',
        output: { score: 0.62, articles: ['parcel-tracking', 'delivery-times'] },
        ...(node === 'third' ? { say: [{ text: 'It comes tomorrow between 9 and 12.' }] } : {}),
      };
      happen({ id: `done:${run}`, at: (at += 200), actor: { kind: 'flow' }, type: 'node.done', run, result });
    }
    bytesAt.set(turn, Buffer.byteLength(JSON.stringify(state)));
  }
  return { rate: (events / spent) * 1_000, bytesAt };
}
