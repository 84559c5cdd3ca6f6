import type { IgnoredReason, RunEffect } from '@throughline/flow/effect';
import type { CaseEvent } from '@throughline/flow/event';
import { decisionOf } from '@throughline/flow/replay';
import type { CaseState } from '@throughline/flow/state';
import { emptyState } from '@throughline/flow/state';
import { createStep } from '@throughline/flow/step';
import { deciders } from '@throughline/nodes/deciders';
import type {
  Arrival,
  Commit,
  CommitResult,
  DecidedEvent,
  Known,
  OpenedCase,
  ReadArrivals,
} from './contract.ts';
import type { ActionOutcome } from './messages.ts';

const step = createStep(deciders);

/** Effects that somebody outside must see at once; what only moves the token may wait for the next of them. */
const outward = new Set([
  'send',
  'send.cancel',
  'handOff',
  'forward',
  'note',
  'suggest',
  'reopen',
  'close',
  'owner.changed',
]);

/**
 * The case's state, and the journal entries that are decided but not yet committed.
 *
 * A workflow task can be lost after its local activities ran. It is then told anew, and may be told differently, because
 * more has arrived since; but what was committed first has been seen by the world. So what stands in the journal wins: the
 * case goes back to its last commit, takes the entries that stand, and decides about the rest again.
 */
export function createLedger(opened: OpenedCase) {
  const { plan } = opened;
  let state: CaseState = opened.state ?? emptyState();
  let seq = opened.seq;
  let committed = { state, seq };
  let entries: DecidedEvent[] = [];
  let runs: RunEffect[] = [];
  const outcomes = new Map<string, ActionOutcome>();

  function happened(event: CaseEvent): IgnoredReason | undefined {
    const decision = step(plan, state, event);
    const ignored = decision.effects.find((effect) => effect.type === 'ignored')?.reason;
    if (ignored === 'duplicate') return ignored;
    seq += 1;
    entries.push({ seq, event, ...decisionOf(state, decision) });
    state = decision.state;
    runs.push(...decision.effects.filter((effect) => effect.type === 'run'));
    return ignored;
  }

  function acted(event: Extract<Arrival, { kind: 'action' }>['event']): void {
    const reason = happened({ ...event, at: Date.now() });
    const done = reason === undefined || reason === 'duplicate' || reason === 'already-owner';
    outcomes.set(event.id, done ? { done: true } : { done: false, reason });
  }

  return {
    state: () => state,
    happened,

    open(): void {
      if (opened.opened) happened(opened.opened);
      else if (opened.recovered) happened(opened.recovered);
      else if (opened.unfinished) runs.push(opened.unfinished);
    },

    known: (): Known => ({
      policyVersion: state.policies.version,
      customer: { id: state.customer.id, verified: state.customer.verified },
    }),

    /** What changed first: what arrived is decided by what holds now. Then everything in the order of its arrival. */
    arrived(arrivals: Arrival[], read: ReadArrivals): void {
      if (read.policies) {
        const id = `policy:${seq}:${read.policies.version}`;
        happened({
          type: 'policy.read',
          id,
          at: Date.now(),
          actor: { kind: 'system' },
          policies: read.policies,
        });
      }
      if (read.customer) {
        const id = `customer:${seq}`;
        happened({
          type: 'customer.changed',
          id,
          at: Date.now(),
          actor: { kind: 'system' },
          customer: { ...state.customer, ...read.customer },
        });
      }
      const messages = new Map(read.messages.map((event) => [event.message.id, event]));
      for (const arrival of arrivals) {
        if (arrival.kind === 'action') {
          acted(arrival.event);
        } else if (arrival.kind === 'failedSend') {
          happened({ ...arrival.event, at: Date.now() });
        } else {
          const event = messages.get(arrival.message);
          if (event) happened({ ...event, at: Date.now() });
        }
      }
    },

    dueTimers: (now: number) => Object.entries(state.timers).filter(([, at]) => at <= now),

    timersFired(due: [timer: string, at: number][]): void {
      for (const [timer, dueAt] of due.toSorted((a, b) => a[1] - b[1])) {
        if (state.timers[timer] !== dueAt) continue;
        const id = `timer:${timer}:${dueAt}`;
        happened({ type: 'timer.fired', id, at: Date.now(), actor: { kind: 'system' }, timer, dueAt });
      }
    },

    nextDeadline(): number | undefined {
      const deadlines = Object.values(state.timers);
      return deadlines.length > 0 ? Math.min(...deadlines) : undefined;
    },

    takeRuns(): RunEffect[] {
      const taken = runs;
      runs = [];
      return taken;
    },

    mustCommit(running: number): boolean {
      if (entries.length === 0) return false;
      return (
        running + runs.length === 0 ||
        entries.some(({ effects }) => effects.some(({ type }) => outward.has(type)))
      );
    },

    draft: (): Omit<Commit, 'caseId'> => ({ entries, state }),

    /** What was drafted stands in the journal now; or other entries stood there, and were taken instead. */
    committed(result: CommitResult): void {
      if (!result.stands) {
        committed = { state, seq };
        entries = [];
        return;
      }
      const told = entries.map(({ event }) => event);
      ({ state, seq } = committed);
      entries = [];
      // Decided by what is taken back: what stands may ask the same node something else.
      runs = runs.filter(({ run }) => run === opened.unfinished?.run);
      const known = new Set(result.stands.map(({ event }) => event.id));
      for (const { event } of result.stands) happened(event);
      for (const event of told) if (!known.has(event.id)) happened(event);
    },

    outcomeOf(action: string): ActionOutcome | undefined {
      return outcomes.get(action) ?? (state.seen.includes(action) ? { done: true } : undefined);
    },

    carry: () => ({ state, seq }),
  };
}
