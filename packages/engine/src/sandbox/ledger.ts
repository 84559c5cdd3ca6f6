import type { Effect, RunEffect } from '@throughline/flow/effect';
import type { CaseEvent, EventOf } from '@throughline/flow/event';
import type { Plan } from '@throughline/flow/plan';
import { stepAmong } from '@throughline/flow/plans';
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
  'callback',
  'reopen',
  'close',
  'passOn',
  'owner.changed',
  'flow.moved',
]);

/**
 * The case's state, and the journal entries that are decided but not yet committed.
 *
 * A workflow task can be lost after its local activities ran. It is then told anew, and may be told differently, because
 * more has arrived since; but what was committed first has been seen by the world. So what stands in the journal wins: the
 * case goes back to its last commit, takes the entries that stand, and decides about the rest again.
 */
export function createLedger(opened: OpenedCase) {
  const plans: [Plan, ...Plan[]] = [opened.plan];
  let state: CaseState = opened.state ?? emptyState();
  let seq = opened.seq;
  let committed = { state, seq };
  let entries: DecidedEvent[] = [];
  /** Decided and not yet started, with the place of the decision. */
  let runs: { seq: number; effect: RunEffect }[] = [];
  const outcomes = new Map<string, ActionOutcome>();

  function happened(event: CaseEvent): Ignored | undefined {
    const decision = stepAmong(step, plans, state, event);
    const ignored = decision.effects.find((effect) => effect.type === 'ignored');
    if (ignored?.reason === 'duplicate') return ignored;
    seq += 1;
    entries.push({ seq, event, ...decisionOf(state, decision) });
    state = decision.state;
    for (const effect of decision.effects) if (effect.type === 'run') runs.push({ seq, effect });
    return ignored;
  }

  function acted(event: Extract<Arrival, { kind: 'action' }>['event']): void {
    const ignored = happened({ ...event, at: Date.now() });
    const done = !ignored || ignored.reason === 'duplicate' || ignored.reason === 'already-owner';
    if (done) outcomes.set(event.id, { done: true });
    else {
      const { reason, about } = ignored;
      outcomes.set(event.id, { done: false, reason, ...(about !== undefined && { about }) });
    }
  }

  function isAwaited(run: string): boolean {
    const { position, suggesting } = state;
    return suggesting === run || (position?.phase === 'running' && position.run === run);
  }

  return {
    state: () => state,
    happened,

    open(): void {
      if (opened.opened) happened(opened.opened);
      else if (opened.recovered) happened(opened.recovered);
      else if (opened.unfinished) runs.push({ seq, effect: opened.unfinished });
    },

    known: (): Known => ({
      policyVersion: state.policies.version,
      customer: { id: state.customer.id, verified: state.customer.verified },
    }),

    /** Versions that the case is to be moved to. */
    learn(more: Plan[] = []): void {
      plans.push(...more.filter(({ flow }) => plans.every((known) => known.flow.hash !== flow.hash)));
    },

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
          // Nothing that was known of another goes over.
          customer:
            read.customer.id === state.customer.id ? { ...state.customer, ...read.customer } : read.customer,
        });
      }
      const messages = new Map(read.messages.map((event) => [event.message.id, event]));
      for (const arrival of arrivals) {
        if (arrival.kind === 'action') {
          acted(arrival.event);
        } else if (arrival.kind === 'failedSend' || arrival.kind === 'callback') {
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

    /** Those that are still waited for. */
    takeRuns(): RunEffect[] {
      const taken = runs.map(({ effect }) => effect);
      runs = [];
      return taken.filter(({ run }) => isAwaited(run));
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
      const takenBack = new Set(entries.flatMap(({ effects }) => effects.flatMap(runOf)));
      ({ state, seq } = committed);
      entries = [];
      runs = runs.filter((decided) => decided.seq <= committed.seq);
      const known = new Set(result.stands.map(({ event }) => event.id));
      for (const { event } of result.stands) happened(event);
      for (const event of told) {
        // What stands may ask the same node something else; if it asks the same, the runner has the result.
        if (!known.has(event.id) && !(isResult(event) && takenBack.has(event.run))) happened(event);
      }
    },

    outcomeOf(action: string): ActionOutcome | undefined {
      return outcomes.get(action) ?? (state.seen.includes(action) ? { done: true } : undefined);
    },

    carry: () => ({ state, seq }),
  };
}

type Ignored = Extract<Effect, { type: 'ignored' }>;

const runOf = (effect: Effect): string[] => (effect.type === 'run' ? [effect.run] : []);

function isResult(event: CaseEvent): event is EventOf<'node.done' | 'node.failed'> {
  return event.type === 'node.done' || event.type === 'node.failed';
}
