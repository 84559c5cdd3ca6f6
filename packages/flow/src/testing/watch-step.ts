import { canonical } from '../canonical.ts';
import type { Owner } from '../effect.ts';
import type { CaseEvent } from '../event.ts';
import type { Plan } from '../plan.ts';
import type { CaseState } from '../state.ts';
import type { Step } from '../step.ts';

/**
 * A step that is watched: after every event of one case it checks what must hold whatever happens, and notes every breach.
 * Decides each event once, again after a JSON round trip, and then once more as a duplicate.
 */
export function watchStep(step: Step): { step: Step; breaches: string[] } {
  const checks = [watchTurns(), watchMessages(), watchSpeech()];
  const breaches: string[] = [];
  return {
    breaches,
    step(plan, state, event, to) {
      const decision = step(plan, frozen(state), frozen(event), to);
      try {
        sameAfterRoundTrip(step, { plan, state, event, to }, decision);
        nothingTwice(step, plan, event, decision.state);
        for (const check of checks) check(decision, event);
      } catch (breach) {
        breaches.push((breach as Error).message);
      }
      return decision;
    },
  };
}

type Decision = ReturnType<Step>;

type Asked = { plan: Plan; state: CaseState; event: CaseEvent; to: Plan | undefined };

function sameAfterRoundTrip(step: Step, { plan, state, event, to }: Asked, decision: Decision) {
  const again = step(roundTrip(plan), roundTrip(state), roundTrip(event), to && roundTrip(to));
  must(canonical(again) === canonical(decision), 'the decision differs after a JSON round trip');
}

function nothingTwice(step: Step, plan: Plan, event: CaseEvent, after: CaseState): void {
  const { state, effects } = step(plan, after, event);
  must(canonical(state) === canonical(after), `a duplicate of ${event.type} changed the state`);
  must(effects.length === 1 && effects[0]?.type === 'ignored', `a duplicate of ${event.type} had effects`);
}

/** Turns open and end in pairs, one at a time, and are counted. */
function watchTurns() {
  let open: number | undefined;
  let last = 0;
  return ({ state, effects }: Decision): void => {
    for (const effect of effects) {
      if (effect.type === 'turn.opened') {
        must(open === undefined, `turn ${effect.turn} opened while turn ${open} was open`);
        must(effect.turn === last + 1, `turn ${effect.turn} opened after turn ${last}`);
        open = last = effect.turn;
      } else if (effect.type === 'turn.ended') {
        must(effect.turn === open, `turn ${effect.turn} ended, but ${open} was open`);
        must(['reply', 'handover', 'wait', 'close'].includes(effect.outcome), `outcome ${effect.outcome}`);
        open = undefined;
      }
    }
    must((state.open !== undefined) === (open !== undefined), 'the state disagrees about the open turn');
    must(!open || state.position?.phase === 'running', 'a turn stays open though nothing runs');
  };
}

/**
 * Every message is pending, or was taken by a turn or forwarded to people; never both, never neither. A second turn takes it
 * only when people had it in between.
 */
function watchMessages() {
  const received = new Set<string>();
  const taken = new Set<string>();
  const forwarded = new Set<string>();
  return ({ state, effects }: Decision, event: CaseEvent): void => {
    const duplicate = effects.some((effect) => effect.type === 'ignored' && effect.reason === 'duplicate');
    const ignored = effects.some((effect) => effect.type === 'ignored');
    const passedOn = state.joined !== undefined && ignored;
    if (event.type === 'message.received' && !duplicate && !passedOn) received.add(event.message.id);
    if (!ignored && (event.type === 'agent.tookIn' || event.type === 'agent.resumed'))
      for (const { id } of event.passed.messages) received.add(id);
    for (const effect of effects) {
      // Another case goes on with these: they are none of this one's any more.
      if (effect.type === 'passOn')
        for (const { id } of effect.passed.messages)
          for (const place of [received, taken, forwarded]) place.delete(id);
      if (effect.type === 'turn.opened') {
        for (const id of effect.messages) {
          must(received.has(id), `turn ${effect.turn} took ${id}, which nobody said`);
          must(!taken.has(id) || forwarded.has(id), `message ${id} was taken twice`);
          taken.add(id);
        }
      } else if (effect.type === 'forward') {
        for (const id of effect.messages) {
          must(!taken.has(id) && !forwarded.has(id), `message ${id} was forwarded after it had been placed`);
          forwarded.add(id);
        }
      } else if (effect.type === 'handOff' || (effect.type === 'owner.changed' && effect.owner === 'agent')) {
        // What the flow had taken and not answered goes to people with the case.
        for (const { id } of state.unanswered) if (taken.has(id)) forwarded.add(id);
      }
    }
    const pending = new Set(state.pending.map(({ id }) => id));
    must(pending.size === state.pending.length, 'a message is pending twice');
    for (const id of received) {
      const placed = taken.has(id) || forwarded.has(id);
      must(placed || pending.has(id), `message ${id} was lost`);
      must(!placed || !pending.has(id), `message ${id} was placed and is pending`);
    }
  };
}

/** The bot speaks only while the case is the flow's, and no two sends share an id. */
function watchSpeech() {
  let owner: Owner = 'flow';
  const sends = new Set<string>();
  return ({ state, effects }: Decision): void => {
    for (const effect of effects) {
      if (effect.type === 'owner.changed') owner = effect.owner;
      if (effect.type !== 'send') continue;
      must(effect.actor.kind !== 'flow' || owner === 'flow', `the bot spoke while ${owner} had the case`);
      must(!sends.has(effect.send), `two messages share the id ${effect.send}`);
      sends.add(effect.send);
    }
    must(state.owner === owner, 'the state disagrees about the owner');
    must(state.owner !== 'flow' || !(state.agent || state.queue), 'the flow has the case, and people too');
  };
}

function must(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}

function roundTrip<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value;
}

/** Step may not change what it is given. */
function frozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
}
