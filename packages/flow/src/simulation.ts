import type { Effect, RunEffect } from './effect.ts';
import type { Actor, CaseEvent, PolicySnapshot } from './event.ts';
import { interpreter } from './interpreter.ts';
import type { Json } from './json.ts';
import type { Customer } from './message.ts';
import type { Plan } from './plan.ts';
import { stepAmong } from './plans.ts';
import type { JournalRecord } from './replay.ts';
import { decisionDigest, decisionOf } from './replay.ts';
import type { Act } from './simulation-act.ts';
import type { CaseState } from './state.ts';
import { emptyState } from './state.ts';
import type { Step } from './step.ts';

/**
 * One case as it would go, on a clock of its own. Plain JSON, and never changed: whoever keeps an older one can go another way
 * from there.
 */
export type Simulation = {
  schema: 1;
  /** Milliseconds since the epoch. */
  now: number;
  /** The clock is on its way there, and stands while a node runs. */
  until?: number;
  /** Where the customer writes. */
  channel: string;
  state: CaseState;
  steps: SimulationStep[];
  /** What was done to the case, each with the number of steps before it. */
  acts: { act: Act; after: number; at: number }[];
  /** Bodies that nodes kept beside the state, by the reference's `content`. */
  contents: { [content: string]: Json };
};

/** What happened and what was decided: an entry of the case's journal, with its effects. */
export type SimulationStep = JournalRecord & { effects: Effect[] };

export type Beginning = {
  at: number;
  channel?: string;
  customer?: Partial<Customer>;
  policies?: PolicySnapshot['values'];
};

/** An event without what the simulation sees to. */
export type EventBody = CaseEvent extends infer Event
  ? Event extends CaseEvent
    ? Omit<Event, 'id' | 'at' | 'actor'>
    : never
  : never;

export const pretendCaseId = 'simulated';
export const pretendCustomerId = 'pretend';

const system: Actor = { kind: 'system' };

/** A case to which nothing has happened yet, not even that it was opened. */
export function unopened(at: number, channel = 'webchat'): Simulation {
  return { schema: 1, now: at, channel, state: emptyState(), steps: [], acts: [], contents: {} };
}

/** Something happens now, whatever the clock is on its way to. `decide` is `step` on the plan. */
export function happen(
  { step, plan, others = [] }: World,
  simulation: Simulation,
  body: EventBody,
  { id = `e${simulation.steps.length + 1}`, actor = system }: { id?: string; actor?: Actor } = {},
): Simulation {
  const event = { ...body, id, at: simulation.now, actor } as CaseEvent;
  const decided = stepAmong(step, [plan, ...others], simulation.state, event);
  const decision = decisionDigest(decisionOf(simulation.state, decided));
  const { effects } = decided;
  const entry: SimulationStep = { seq: simulation.steps.length + 1, event, decision, effects };
  return { ...simulation, state: decided.state, steps: [...simulation.steps, entry] };
}

/** What a simulation runs on: the real step with its deciders, the plan of a flow, and those it can be moved to. */
export type World = { step: Step; plan: Plan; others?: Plan[] };

export function begin(world: World, { at, channel, customer = {}, policies = {} }: Beginning): Simulation {
  const { id, hash } = world.plan.flow;
  const opened = happen(world, unopened(at, channel), {
    type: 'case.opened',
    caseId: pretendCaseId,
    flow: { id, hash },
    customer: { id: pretendCustomerId, verified: false, ...customer },
    interpreter,
  });
  return happen(world, opened, { type: 'policy.read', policies: { version: 1, values: policies } });
}

/** A flow that wakes itself up again and again does not keep whoever simulates it for ever. */
const maxTimersAtOnce = 1_000;

/** Lets time pass; timers that come due on the way fire at their time, even while a node runs. */
export function elapse(world: World, simulation: Simulation, until: number): Simulation {
  return passTo(world, simulation, until, () => false);
}

/** Takes the clock to where it is on its way, as far as no node runs. */
export function goOn(world: World, simulation: Simulation): Simulation {
  const { until, ...rest } = simulation;
  if (until === undefined || isHeld(simulation)) return simulation;
  const passed = passTo(world, rest, until, isHeld);
  return passed.now < until || isHeld(passed) ? { ...passed, until } : passed;
}

function passTo(
  world: World,
  simulation: Simulation,
  until: number,
  stops: (simulation: Simulation) => boolean,
): Simulation {
  let passed = simulation;
  for (let fired = 0; fired < maxTimersAtOnce && !stops(passed); fired += 1) {
    const due = nextTimer(passed);
    if (!due || due.at > until) return { ...passed, now: Math.max(passed.now, until) };
    passed = fire(world, passed, due);
  }
  return passed;
}

/** The timer that comes first; the earlier named of two that come at once. */
export function nextTimer({ state }: Simulation): { timer: string; at: number } | undefined {
  const [first] = Object.entries(state.timers).toSorted((a, b) => a[1] - b[1]);
  return first && { timer: first[0], at: first[1] };
}

function fire(world: World, simulation: Simulation, due: { timer: string; at: number }): Simulation {
  const { timer, at: dueAt } = due;
  const then = { ...simulation, now: Math.max(simulation.now, dueAt) };
  return happen(world, then, { type: 'timer.fired', timer, dueAt }, { id: `timer:${timer}:${dueAt}` });
}

/** The nodes that act and have not ended: whoever simulates says what comes of each. */
export function awaited({ state, steps }: Simulation): RunEffect[] {
  const { position, suggesting } = state;
  const runs = [suggesting, position?.phase === 'running' ? position.run : undefined];
  return runs.flatMap((run) => {
    const effects = run === undefined ? [] : steps.flatMap((entry) => entry.effects);
    return effects.findLast((effect) => effect.type === 'run' && effect.run === run) ?? [];
  }) as RunEffect[];
}

/** The flow waits for a node that acts. */
export function isHeld({ state }: Simulation): boolean {
  return state.position?.phase === 'running';
}
