import type { Changes } from './changes.ts';
import { changesOf } from './changes.ts';
import { digest } from './digest.ts';
import type { Effect } from './effect.ts';
import type { CaseEvent } from './event.ts';
import type { JsonObject } from './json.ts';
import type { Plans } from './plans.ts';
import { stepAmong } from './plans.ts';
import type { CaseState } from './state.ts';
import { emptyState } from './state.ts';
import type { Step } from './step.ts';

/** One event of a journal, with the digest of what was decided when it happened. */
export type JournalRecord = { seq: number; event: CaseEvent; decision: string };

export type Replay =
  | { ok: true; events: number; state: CaseState }
  | { ok: false; seq: number; event: CaseEvent; recorded: string; decided: string; effects: Effect[] };

/**
 * Names a decision: SHA-256 over the canonical JSON of its effects and of what it changed in the state. All digests of a
 * journal agree only if all its states do; and a long case hashes no more for an event than a young one. Without the ids the
 * case has seen, which are those of the journal's own events.
 */
export function decisionDigest(decision: Decision): string {
  return digest(decision);
}

/** What was decided about an event: the effects, and what is different in the state. */
export type Decision = { effects: Effect[]; changes: Changes };

export function decisionOf(before: CaseState, after: { state: CaseState; effects: Effect[] }): Decision {
  return { effects: after.effects, changes: changesOf(remembered(before), remembered(after.state)) };
}

function remembered({ seen: _, ...state }: CaseState): JsonObject {
  return state as unknown as JsonObject;
}

/** The state that a journal folds to, whatever was recorded of its decisions. */
export function fold(step: Step, plans: Plans, journal: { event: CaseEvent }[]): CaseState {
  return journal.reduce((state, { event }) => stepAmong(step, plans, state, event).state, emptyState());
}

/** Folds a journal through `step`, and tells the first event whose decision differs from the recorded one. */
export function replay(step: Step, plans: Plans, journal: JournalRecord[]): Replay {
  let state = emptyState();
  for (const { seq, event, decision: recorded } of journal) {
    const decision = stepAmong(step, plans, state, event);
    const decided = decisionDigest(decisionOf(state, decision));
    if (decided !== recorded) return { ok: false, seq, event, recorded, decided, effects: decision.effects };
    state = decision.state;
  }
  return { ok: true, events: journal.length, state };
}
