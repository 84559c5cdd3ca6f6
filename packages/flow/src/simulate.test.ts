import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationMs, durationText } from './duration.ts';
import { replay } from './replay.ts';
import { act, answer, rewind, timedOut } from './simulate.ts';
import type { Outcome } from './simulate.ts';
import type { Act, AgentAct } from './simulation-act.ts';
import { talkOf } from './simulation-talk.ts';
import { wayOf } from './simulation-visits.ts';
import type { Simulation, World } from './simulation.ts';
import { awaited, begin, isHeld } from './simulation.ts';
import { createStep } from './step.ts';
import { plans } from './testing/random-case.ts';
import { smallDeciders, smallPlan } from './testing/small-flow.ts';

const step = createStep(smallDeciders);
const at = Date.UTC(2026, 0, 5, 9);
const small: World = { step, plan: smallPlan() };
const web = { channel: 'webchat' };

const acts: fc.Arbitrary<Act> = fc.oneof(
  fc.record({
    say: fc.oneof(fc.constantFrom('Hello', '2', ''), fc.constant<string[]>(['one', 'two', 'three'])),
    channel: fc.constantFrom('webchat', 'sms'),
  }),
  fc.record({ press: fc.constantFrom('a', 'a person', 'none'), channel: fc.constant('webchat') }),
  fc.record({ silence: fc.constantFrom('1s', '1h', '1d', '30d') }),
  fc.record({
    agent: fc.constantFrom<AgentAct[]>('claims', 'returns', 'closes', { replies: 'A person here.' }),
  }),
  fc.constant({ nobody: true } as const),
  fc.constant({ closes: true } as const),
  fc.record({ call: fc.constantFrom('answered', 'busy') }),
);
const outcomes: fc.Arbitrary<Outcome> = fc.constantFrom<Outcome[]>(
  { result: { port: 'done', say: [{ text: 'Yes.', choices: [{ id: 'a', label: 'First' }] }] } },
  { result: { port: 'unsure' }, tookMs: 3_000 },
  { error: timedOut },
);
const parts = fc.array(fc.oneof({ weight: 2, arbitrary: acts }, { weight: 3, arbitrary: outcomes }), {
  maxLength: 20,
});

/** What cannot be done now is left out. */
function play(world: World, done: (Act | Outcome)[]): Simulation {
  return done.reduce(
    (simulation, part) => {
      if (!('result' in part) && !('error' in part)) return act(world, simulation, part) ?? simulation;
      const [run] = awaited(simulation);
      return run ? answer(world, simulation, run.run, part) : simulation;
    },
    begin(world, { at }),
  );
}

describe('whatever is done to a simulated case', () => {
  it('its journal replays, and it is the same after a JSON round trip', () => {
    fc.assert(
      fc.property(plans, parts, (plan, done) => {
        const simulation = play({ step, plan }, done);
        const { steps, state } = simulation;
        expect(replay(step, plan, steps)).toEqual({ ok: true, events: steps.length, state });
        expect(JSON.parse(JSON.stringify(simulation))).toEqual(simulation);
      }),
      { numRuns: 100 },
    );
  });

  it('the clock never goes back, stands while a node runs, and no timer is missed', () => {
    fc.assert(
      fc.property(plans, parts, (plan, done) => {
        const simulation = play({ step, plan }, done);
        const times = simulation.steps.map(({ event }) => event.at);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
        const { until, state, now } = simulation;
        const missed = Object.values(state.timers).filter((due) => due <= now);
        expect(isHeld(simulation) ? [] : [missed, until]).toEqual(isHeld(simulation) ? [] : [[], undefined]);
      }),
      { numRuns: 100 },
    );
  });

  it('going back to a step is the case as it was then, and leaves the later one as it is', () => {
    fc.assert(
      fc.property(plans, parts, fc.double({ min: 0, max: 1, noNaN: true }), (plan, done, share) => {
        const world = { step, plan };
        const simulation = play(world, done);
        const whole = structuredClone(simulation);
        const seq = Math.max(2, Math.round(share * simulation.steps.length));
        const back = rewind(world, simulation, seq);
        expect(simulation).toEqual(whole);
        expect(back.steps).toEqual(whole.steps.slice(0, seq));
        expect(replay(step, plan, back.steps)).toMatchObject({ ok: true, state: back.state });
        expect(rewind(world, simulation, simulation.steps.length).state).toEqual(simulation.state);
      }),
      { numRuns: 100 },
    );
  });

  it('the way it took hangs together, and ends where the case stands', () => {
    fc.assert(
      fc.property(plans, parts, (plan, done) => {
        const simulation = play({ step, plan }, done);
        const { visits, edges } = wayOf({ step, plan }, simulation);
        for (const { from, port, to } of edges) expect(plan.nodes[from]?.ports[port]).toBe(to);
        const open = visits.filter(({ state }) => state === 'running' || state === 'waiting');
        expect(open.map(({ run }) => run)).toEqual([simulation.state.position?.run].filter(Boolean));
        expect(new Set(visits.map(({ run }) => run)).size).toBe(visits.length);
      }),
      { numRuns: 100 },
    );
  });
});

describe('a simulated case', () => {
  const asked = act(small, begin(small, { at }), { say: ['Hello', 'where is it?'], ...web })!;
  const done = answer(small, asked, 'lookUp#1', {
    result: { port: 'done', output: { n: 1 }, say: [{ text: 'Here.' }] },
    contents: { k1: ['a passage'] },
    tookMs: 1_500,
  });

  it('waits for what a node that acts finds', () => {
    expect(awaited(asked)).toMatchObject([
      { run: 'lookUp#1', input: { config: { question: 'Hello\nwhere is it?' } } },
    ]);
    expect(awaited(done)).toEqual([]);
    expect(done.contents).toEqual({ k1: ['a passage'] });
    expect(talkOf(done).map(({ from, text }) => [from, text])).toEqual([
      ['customer', 'Hello'],
      ['customer', 'where is it?'],
      ['bot', 'Here.'],
    ]);
  });

  it('shows its way: nodes with what went in and came out, the port, and how long it took', () => {
    const { visits, edges } = wayOf(small, done);
    expect(visits).toMatchObject([
      { run: 'start#1', port: 'started' },
      {
        run: 'lookUp#1',
        port: 'done',
        state: 'left',
        input: { question: 'Hello\nwhere is it?' },
        output: { n: 1 },
      },
      { run: 'reply#1', state: 'waiting', scope: { nodes: { lookUp: { output: { n: 1 } } } } },
    ]);
    expect(visits[1]!.leftAt! - visits[1]!.at).toBe(1_500);
    expect(edges.map(({ from, to }) => `${from}>${to}`)).toEqual(['start>lookUp', 'lookUp>reply']);
  });

  it('takes two ways from one place', () => {
    const silent = act(small, done, { silence: '24h' })!;
    expect(silent.state.owner).toBe('nobody');
    expect(wayOf(small, silent).visits.at(-1)).toMatchObject({ run: 'bye#1', state: 'ended' });
    const speaks = act(small, done, { say: 'And now?', ...web })!;
    expect(awaited(speaks)).toMatchObject([{ run: 'lookUp#2' }]);
  });

  it('lets a person take it, or nobody', () => {
    const unsure = answer(small, asked, 'lookUp#1', { result: { port: 'unsure' } });
    expect(unsure.state.owner).toBe('queue');
    const alone = act(small, unsure, { nobody: true })!;
    expect(alone.state.owner).toBe('nobody');
    expect(alone.now - unsure.now).toBe(3_600_000);
    const helped = act(small, act(small, unsure, { agent: 'claims' })!, { agent: { replies: 'Ana here.' } })!;
    expect(helped.state.owner).toBe('agent');
    expect(talkOf(helped).at(-1)).toMatchObject({ from: 'agent', text: 'Ana here.' });
    expect(act(small, done, { nobody: true })).toBeUndefined();
    expect(act(small, done, { press: 'nothing', ...web })).toBeUndefined();
    expect(act(small, done, { call: 'answered' })).toBeUndefined();
  });

  it('keeps of a burst what had been said where somebody goes back into it', () => {
    const back = rewind(small, asked, 3);
    expect(back.acts).toMatchObject([{ act: { say: 'Hello' } }]);
    expect(back.until).toBe(back.state.timers['quiet']);
  });
});

it('a length of time is the same after it was written', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 3_600 * 86_400_000 }), (ms) => {
      expect(durationMs(durationText(ms))).toBe(ms);
    }),
  );
});
