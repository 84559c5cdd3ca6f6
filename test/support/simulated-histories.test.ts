import { expect, it } from 'vitest';
import type { Effect } from '../../packages/flow/src/effect.ts';
import type { Plans } from '../../packages/flow/src/plans.ts';
import { stepAmong } from '../../packages/flow/src/plans.ts';
import { fold } from '../../packages/flow/src/replay.ts';
import type { JournalRecord } from '../../packages/flow/src/replay.ts';
import { awaited, elapse, goOn, happen, unopened } from '../../packages/flow/src/simulation.ts';
import type { Simulation } from '../../packages/flow/src/simulation.ts';
import { emptyState } from '../../packages/flow/src/state.ts';
import type { Step } from '../../packages/flow/src/step.ts';
import { createStep } from '../../packages/flow/src/step.ts';
import { deciders } from '../../packages/nodes/src/deciders.ts';
import { readHistories } from '../histories/history-file.ts';

const step = createStep(deciders);

/**
 * A case that once went on real servers, told to a simulation: what came from outside at its time, what runners found when they
 * are waited for. Timers fire by the simulation's own clock.
 */
it.each(await readHistories())('$name: a simulation decides as the workflow did', ({ file }) => {
  const { plan, others = [], journal } = file;
  const world = { step, plan, others };
  const plans = [plan, ...others] as const;
  let simulation: Simulation = unopened(journal[0]!.event.at);
  const unawaited: string[] = [];
  for (const { event } of journal) {
    if (event.type === 'timer.fired') continue;
    const { id, at, actor, ...body } = event;
    // A timer of the workflow fires a moment late: no event may overtake it here.
    simulation = elapse(world, simulation, at);
    if (event.type === 'node.done' || event.type === 'node.failed')
      unawaited.push(...(awaited(simulation).some(({ run }) => run === event.run) ? [] : [event.run]));
    simulation = happen(world, simulation, body, { id, actor });
  }
  simulation = goOn(world, { ...simulation, until: journal.at(-1)!.event.at });

  expect(unawaited).toEqual([]);
  expect(simulation.steps.map(({ event }) => event.type)).toEqual(journal.map(({ event }) => event.type));
  expect(decided(simulation.steps)).toEqual(decided(workflow(step, plans, journal)));
  const { owner, turn, visits, outputs, brief, values } = fold(step, plans, journal);
  expect(simulation.state).toMatchObject({ owner, turn, visits, outputs, brief, values });
  // To the letter, where no moment of a timer is in it.
  const same = simulation.steps.filter(({ decision }, index) => decision === journal[index]!.decision);
  expect(same.length).toBeGreaterThan(journal.length / 2);
});

function workflow(step: Step, plans: Plans, journal: JournalRecord[]): { effects: Effect[] }[] {
  let state = emptyState();
  return journal.map(({ event }) => {
    const decision = stepAmong(step, plans, state, event);
    ({ state } = decision);
    return decision;
  });
}

/** All that was decided, but when timers fire. */
function decided(steps: { effects: Effect[] }[]): unknown[] {
  return steps.map(({ effects }) =>
    effects.map((effect) => (effect.type === 'timer.set' ? { ...effect, at: undefined } : effect)),
  );
}
