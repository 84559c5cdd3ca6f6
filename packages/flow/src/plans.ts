import type { Effect } from './effect.ts';
import type { CaseEvent } from './event.ts';
import type { Plan } from './plan.ts';
import type { CaseState } from './state.ts';
import type { Step } from './step.ts';

/** The version that a case runs; or all that it has run or was to be moved to. */
export type Plans = Plan | readonly [Plan, ...Plan[]];

/** `step` with the version that the case runs then: a case can be moved to another one of its flow. */
export function stepAmong(
  step: Step,
  plans: Plans,
  state: CaseState,
  event: CaseEvent,
): { state: CaseState; effects: Effect[] } {
  const all = isMany(plans) ? plans : ([plans] as const);
  return step(planOf(all, state, event), state, event, targetOf(all, event));
}

type Many = readonly [Plan, ...Plan[]];

function isMany(plans: Plans): plans is Many {
  return Array.isArray(plans);
}

function planOf(plans: Many, state: CaseState, event: CaseEvent): Plan {
  const hash = event.type === 'case.opened' ? event.flow.hash : state.flow.hash;
  return plans.find(({ flow }) => flow.hash === hash) ?? plans[0];
}

function targetOf(plans: Many, event: CaseEvent): Plan | undefined {
  return event.type === 'flow.moved' ? plans.find(({ flow }) => flow.hash === event.to.hash) : undefined;
}

/** The hashes of the versions that are needed to decide about these events once more. */
export function versionsIn(events: readonly CaseEvent[]): string[] {
  const hashes = events.flatMap((event) => {
    if (event.type === 'case.opened') return [event.flow.hash];
    return event.type === 'flow.moved' ? [event.from.hash, event.to.hash] : [];
  });
  return [...new Set(hashes)];
}
