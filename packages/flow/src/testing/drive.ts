import type { Effect, RunEffect } from '../effect.ts';
import type { Actor } from '../event.ts';
import { interpreter } from '../interpreter.ts';
import type { CustomerMessage } from '../message.ts';
import type { NodeResult } from '../node-result.ts';
import type { Plan } from '../plan.ts';
import type { JournalRecord } from '../replay.ts';
import type { EventBody, Simulation } from '../simulation.ts';
import { elapse, happen as happenIn, unopened } from '../simulation.ts';
import type { CaseState } from '../state.ts';
import type { Step } from '../step.ts';

export const ana: Actor = { kind: 'agent', id: 'ana', name: 'Ana' };
export const bo: Actor = { kind: 'agent', id: 'bo', name: 'Bo' };
const customer: Actor = { kind: 'customer', id: 'c1' };

/** Drives a case by hand, with a clock of its own: says, finishes runs, lets time pass, and keeps the journal. */
export function drive(step: Step, plan: Plan, others: Plan[] = []) {
  const world = { step, plan, others };
  let simulation = unopened(Date.UTC(2026, 0, 5, 9));
  let count = 0;
  const journal: JournalRecord[] = [];
  const effects: Effect[] = [];

  /** Takes the case to where it is now, and returns what has followed. */
  function take(next: Simulation): Effect[] {
    const steps = next.steps.slice(simulation.steps.length);
    simulation = next;
    const followed = steps.flatMap((entry) => entry.effects);
    journal.push(...steps.map(({ seq, event, decision }) => ({ seq, event, decision })));
    effects.push(...followed);
    return followed;
  }

  function happen(
    body: EventBody,
    { id = `e${++count}`, actor = { kind: 'system' } as Actor } = {},
  ): Effect[] {
    return take(happenIn(world, simulation, body, { id, actor }));
  }

  const driver = {
    happen,
    state: (): CaseState => simulation.state,
    now: () => simulation.now,
    effects,
    journal,
    open: () =>
      happen({
        type: 'case.opened',
        caseId: 'k',
        flow: { id: 'small', hash: 'hash' },
        customer: { id: 'c1', verified: false },
        interpreter,
      }),
    say(text: string, more: Partial<CustomerMessage> = {}) {
      const message = {
        id: `m${++count}`,
        channel: 'webchat',
        conversation: 'v1',
        text,
        sentAt: simulation.now,
        ...more,
      };
      return happen({ type: 'message.received', message }, { id: message.id, actor: customer });
    },
    /** Moves the clock; timers that come due on the way fire at their time. */
    pass: (ms: number): Effect[] => take(elapse(world, simulation, simulation.now + ms)),
    running: (): RunEffect | undefined => effects.findLast((effect) => effect.type === 'run'),
    done(result: NodeResult, run = driver.running()?.run ?? '') {
      return happen({ type: 'node.done', run, result }, { id: `done:${run}`, actor: { kind: 'flow' } });
    },
    failed(code = 'broken', run = driver.running()?.run ?? '') {
      return happen(
        { type: 'node.failed', run, error: { code, message: 'it broke' } },
        { id: `done:${run}`, actor: { kind: 'flow' } },
      );
    },
    said: () => effects.flatMap((effect) => (effect.type === 'send' ? [effect.text] : [])),
    outcomes: () => effects.flatMap((effect) => (effect.type === 'turn.ended' ? [effect.outcome] : [])),
  };
  return driver;
}
