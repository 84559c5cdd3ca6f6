import { isCommitmentTimer } from './commitment-timer.ts';
import type { Decider, Deciders } from './decider.ts';
import type { Effect, TurnOutcome } from './effect.ts';
import type { JsonObject } from './json.ts';
import type { CustomerMessage } from './message.ts';
import type { Plan, PlanNode } from './plan.ts';
import type { CaseState, OpenTurn } from './state.ts';
import { maxHeldMessages } from './state.ts';

/**
 * One step in the making. `state` is this step's own shallow copy: fields are replaced, nested values never changed, so
 * the state that came in stays as it was.
 */
export type Draft = {
  plan: Plan;
  deciders: Deciders;
  at: number;
  state: CaseState;
  effects: Effect[];
  /** The version that the case is to be moved to. */
  to?: Plan;
  /** The node for which an event is ignored. */
  about?: string;
};

export function emit(draft: Draft, effect: Effect): void {
  draft.effects.push(effect);
}

export function planNode(draft: Draft, id: string): PlanNode {
  const node = draft.plan.nodes[id];
  if (!node) throw new RangeError(`The plan has no node "${id}".`);
  return node;
}

export function deciderOf(draft: Draft, node: PlanNode): Decider<JsonObject> | undefined {
  return draft.deciders[node.type] as Decider<JsonObject> | undefined;
}

export function setTimer(draft: Draft, timer: string, at: number): void {
  draft.state.timers = { ...draft.state.timers, [timer]: at };
  emit(draft, { type: 'timer.set', timer, at });
}

export function clearTimer(draft: Draft, timer: string): void {
  if (!(timer in draft.state.timers)) return;
  const { [timer]: _, ...rest } = draft.state.timers;
  draft.state.timers = rest;
  emit(draft, { type: 'timer.clear', timer });
}

/** Whatever the flow waits for; what was promised stays promised. */
export function clearTimers(draft: Draft): void {
  for (const timer of Object.keys(draft.state.timers))
    if (!isCommitmentTimer(timer)) clearTimer(draft, timer);
}

/** The open turn, opened here without messages when a timer or a person set the flow going. */
export function openTurn(draft: Draft, messages: CustomerMessage[] = []): OpenTurn {
  const { state } = draft;
  if (state.open) return state.open;
  state.turn += 1;
  const ids = messages.map((message) => message.id);
  state.open = { visits: 0, sent: 0, said: false, messages: ids };
  if (messages.length > 0) state.messages = messages;
  emit(draft, { type: 'turn.opened', turn: state.turn, messages: ids });
  return state.open;
}

export function endTurn(draft: Draft, outcome: TurnOutcome): void {
  if (!draft.state.open) return;
  delete draft.state.open;
  emit(draft, { type: 'turn.ended', turn: draft.state.turn, outcome });
}

export function leavePosition(draft: Draft): void {
  const { position } = draft.state;
  if (position) clearTimer(draft, position.run);
  delete draft.state.position;
}

export function hold(list: CustomerMessage[], more: CustomerMessage[]): CustomerMessage[] {
  return [...list, ...more].slice(-maxHeldMessages);
}
