import type { Effect, RunEffect } from '../effect.ts';
import type { Actor, CaseEvent } from '../event.ts';
import { interpreter } from '../interpreter.ts';
import type { CustomerMessage } from '../message.ts';
import type { NodeResult } from '../node-result.ts';
import type { Plan } from '../plan.ts';
import type { JournalRecord } from '../replay.ts';
import { decisionDigest, decisionOf } from '../replay.ts';
import type { CaseState } from '../state.ts';
import { emptyState } from '../state.ts';
import type { Step } from '../step.ts';

export const ana: Actor = { kind: 'agent', id: 'ana', name: 'Ana' };
export const bo: Actor = { kind: 'agent', id: 'bo', name: 'Bo' };
const customer: Actor = { kind: 'customer', id: 'c1' };

/** Drives a case by hand, with a clock of its own: says, finishes runs, lets time pass, and keeps the journal. */
export function drive(step: Step, plan: Plan) {
  let state = emptyState();
  let now = Date.UTC(2026, 0, 5, 9);
  let count = 0;
  const journal: JournalRecord[] = [];
  const effects: Effect[] = [];

  type Body = CaseEvent extends infer Event
    ? Event extends CaseEvent
      ? Omit<Event, 'id' | 'at' | 'actor'>
      : never
    : never;
  function happen(body: Body, { id = `e${++count}`, actor = { kind: 'system' } as Actor } = {}): Effect[] {
    const event = { ...body, id, at: now, actor } as CaseEvent;
    const decision = step(plan, state, event);
    journal.push({ seq: journal.length + 1, event, decision: decisionDigest(decisionOf(state, decision)) });
    state = decision.state;
    effects.push(...decision.effects);
    return decision.effects;
  }

  const driver = {
    happen,
    state: (): CaseState => state,
    now: () => now,
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
        sentAt: now,
        ...more,
      };
      return happen({ type: 'message.received', message }, { id: message.id, actor: customer });
    },
    /** Moves the clock; timers that come due on the way fire at their time. */
    pass(ms: number): Effect[] {
      const until = now + ms;
      const fired: Effect[] = [];
      for (;;) {
        const due = Object.entries(state.timers).toSorted((a, b) => a[1] - b[1])[0];
        if (!due || due[1] > until) break;
        now = due[1];
        fired.push(...happen({ type: 'timer.fired', timer: due[0], dueAt: due[1] }));
      }
      now = until;
      return fired;
    },
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
