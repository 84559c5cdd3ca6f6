import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conversation } from './conversation.ts';
import type { Conversation } from './conversation.ts';
import { flowTestOf } from './flow-test-of.ts';
import { runFlowTest } from './flow-test.ts';
import { pathOf } from './route-of.ts';
import type { Outcome } from './simulate.ts';
import { act, answer, timedOut } from './simulate.ts';
import type { Act } from './simulation-act.ts';
import type { Simulation, World } from './simulation.ts';
import { awaited, begin } from './simulation.ts';
import { createStep } from './step.ts';
import type { Plan } from './plan.ts';
import type { StopNames } from './stop-names.ts';
import { plans } from './testing/random-case.ts';
import { smallDeciders, smallPlan } from './testing/small-flow.ts';

const step = createStep(smallDeciders);
const small: World = { step, plan: smallPlan() };
const web = { channel: 'webchat' };

/** Nodes by their ids, and a port by its id in capitals. */
const namesOf = ({ nodes }: Plan): StopNames => ({
  node: (id) => nodes[id]?.title,
  port: (node, port) => (port in (nodes[node]?.ports ?? {}) ? port.toUpperCase() : undefined),
});
const names = namesOf(small.plan);

const acts: Act[] = [
  { say: 'Hello', ...web },
  { say: ['Hello', 'where is it?'], channel: 'sms' },
  { press: 'a', ...web },
  { silence: '1h' },
  { silence: '24h' },
  { agent: 'claims' },
  { agent: { replies: 'Ana here.' } },
  { agent: 'returns' },
  { nobody: true },
  { closes: true },
  { call: 'answered' },
];
const outcomes: Outcome[] = [
  {
    result: {
      port: 'done',
      output: { n: 1 },
      say: [{ text: 'Yes.', choices: [{ id: 'a', label: 'First' }] }],
    },
  },
  { result: { port: 'unsure' } },
  { error: timedOut },
];

/** Every node that acts ends before the next thing is done. */
function play(world: World, done: { act: Act; finds: Outcome }[]): Simulation {
  return done.reduce(
    (simulation, { act: does, finds }) => {
      let next = act(world, simulation, does) ?? simulation;
      for (let [run] = awaited(next); run; [run] = awaited(next)) next = answer(world, next, run.run, finds);
      return next;
    },
    begin(world, { at: Date.UTC(2026, 0, 5, 9), customer: { name: 'Ana', verified: true } }),
  );
}

const paths = ({ steps }: Simulation) => pathOf(steps.flatMap(({ effects }) => effects));

it('a simulated case that is saved as a test goes the same way again', () => {
  const done = fc.array(fc.record({ act: fc.constantFrom(...acts), finds: fc.constantFrom(...outcomes) }), {
    minLength: 1,
    maxLength: 10,
  });
  fc.assert(
    fc.property(plans, done, (plan, does) => {
      const world = { step, plan };
      const simulation = play(world, does);
      fc.pre(simulation.acts.length > 0);
      const test = conversation.parse(JSON.parse(JSON.stringify(flowTestOf(plan, simulation, 'Saved'))));
      const run = runFlowTest(world, test, { names: namesOf(plan) });
      expect(run).toMatchObject({ ok: true });
      expect(paths(run.simulation)).toEqual(paths(simulation));
    }),
    { numRuns: 100 },
  );
});

describe('a test that goes another way says where', () => {
  const test = (
    turns: unknown[],
    results: unknown = { lookUp: { port: 'done', say: [{ text: 'Here.' }] } },
  ) => conversation.parse({ schema: 1, title: 'T', results, turns }) as Conversation;

  it.each<[string, unknown, RegExp]>([
    [
      'another port',
      { say: 'Hello', expect: { route: ['start', 'lookUp:unsure', 'people'] } },
      /^At “lookUp” \(lookUp\) the case left it by “DONE”, and not by “UNSURE”\.$/,
    ],
    [
      'another node',
      { say: 'Hello', expect: { route: ['start', 'lookUp:done', 'people'] } },
      /^After “lookUp” \(lookUp\), left by “DONE”, the case went to “reply” \(reply\), and did not come to “people” \(people\)\.$/,
    ],
    [
      'a node that is gone',
      { say: 'Hello', expect: { route: ['start', 'gone'] } },
      /did not come to “gone”\. There is no such node in this flow\.$/,
    ],
    [
      'a port that is gone',
      { say: 'Hello', expect: { route: ['lookUp:maybe'] } },
      /^At “lookUp” \(lookUp\) the case left it by “DONE”, and not by “maybe”\. It has no such port\.$/,
    ],
    [
      'another owner',
      { say: 'Hello', expect: { owner: 'queue' } },
      /^the case is with flow, not with queue$/,
    ],
    ['other words', { say: 'Hello', expect: { says: ['30 days'] } }, /^“30 days” was not said$/],
    ['a choice that is not there', { press: 'Yes' }, /^“Yes” was not offered; there was nothing to press\.$/],
    ['nobody to wait for', { nobody: true }, /^Nobody is waited for, or for ever: the flow is at rest\.$/],
  ])('%s', (_, turn, text) => {
    const run = runFlowTest(small, test([turn]), { names });
    expect(run.ok).toBe(false);
    expect(run.parted?.text).toMatch(text);
    expect(run.parted?.turn).toBe(0);
  });

  it('with both ways in the words of the flow', () => {
    const turn = { say: 'Hello', expect: { route: ['lookUp:unsure', 'people'] } };
    const [tested] = runFlowTest(small, test([turn]), { names }).turns;
    expect(tested?.problems).toEqual([
      'the route was    “start” by “STARTED” > “lookUp” by “DONE” > “reply”\n  it should pass   “lookUp” by “UNSURE” > “people”',
    ]);
    expect(tested?.path).toContain('lookUp:done');
  });

  it('a node without a recorded result, and nothing after it', () => {
    const run = runFlowTest(small, test([{ say: 'Hello' }, { say: 'And?' }], {}), { names });
    expect(run.parted).toMatchObject({ turn: 0, node: 'lookUp' });
    expect(run.parted?.text).toContain('(lookUp#1), and there is no result recorded for it');
    expect(run.turns).toHaveLength(1);
  });

  it('by the visit first, then by the node', () => {
    const results = { 'lookUp#2': { port: 'unsure' }, lookUp: { port: 'done', say: [{ text: 'Here.' }] } };
    const turns = [
      { say: 'Hello', expect: { says: ['Here.'], owner: 'flow' } },
      { say: 'And?', expect: { owner: 'queue', queue: 'returns' } },
      { nobody: true, expect: { says: ['Good-bye'], owner: 'nobody' } },
    ];
    expect(runFlowTest(small, test(turns, results), { names })).toMatchObject({ ok: true });
  });
});
