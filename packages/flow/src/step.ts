import { agentEvent, refusal } from './agent-events.ts';
import { emptyBrief } from './brief.ts';
import type { CallbackOutcome } from './callback.ts';
import { isCommitmentTimer } from './commitment-timer.ts';
import { commitmentDue, watchCommitments } from './commitments.ts';
import type { Deciders } from './decider.ts';
import type { Draft } from './draft.ts';
import { clearTimer, emit, endTurn, openTurn, planNode } from './draft.ts';
import type { Effect, IgnoredReason } from './effect.ts';
import type { CaseEvent, EventOf } from './event.ts';
import { sendFailed } from './failed-send.ts';
import { customerSpoke, openPendingTurns, quietTimer } from './messages.ts';
import { moved } from './move.ts';
import type { NodeResult } from './node-result.ts';
import type { Plan } from './plan.ts';
import type { CaseState } from './state.ts';
import { maxSeen } from './state.ts';
import { close, fail, fallBack, finish, keep, wake } from './token.ts';

export type Step = (
  plan: Plan,
  state: CaseState,
  event: CaseEvent,
  /** The version that `flow.moved` is about. */
  to?: Plan,
) => { state: CaseState; effects: Effect[] };

/**
 * The decision of a case: what follows from one event. Pure: no clock (`event.at`), no I/O, no chance; the same event
 * twice changes nothing; an event that comes too late or means nothing is ignored with a reason. Never throws for any
 * event; throws `RangeError` only for a plan that does not fit the state.
 */
export function createStep(deciders: Deciders): Step {
  return (plan, state, event, to) => {
    if (state.seen.includes(event.id)) return { state, effects: [{ type: 'ignored', reason: 'duplicate' }] };
    const draft: Draft = {
      plan,
      deciders,
      at: event.at,
      state: { ...state },
      effects: [],
      ...(to && { to }),
    };
    const ignored = decide(draft, event);
    if (ignored) {
      const about = draft.about === undefined ? {} : { about: draft.about };
      return { state: ignoring(state, event), effects: [{ type: 'ignored', reason: ignored, ...about }] };
    }
    openPendingTurns(draft);
    watchCommitments(draft);
    return { state: remember(draft.state, event), effects: draft.effects };
  };
}

function decide(draft: Draft, event: CaseEvent): IgnoredReason | undefined {
  switch (event.type) {
    case 'case.opened':
      return opened(draft, event);
    case 'case.recovered':
      return recovered(draft, event);
    case 'flow.moved':
      return moved(draft, event);
    case 'policy.read':
      draft.state.policies = event.policies;
      return undefined;
    case 'customer.changed':
      draft.state.customer = event.customer;
      return undefined;
    case 'message.received':
      // It is the other case's: whoever brought it here finds out, and brings it there.
      return draft.state.joined ? 'case-joined' : customerSpoke(draft, event);
    case 'node.done':
      return nodeDone(draft, event);
    case 'node.failed':
      return nodeFailed(draft, event);
    case 'timer.fired':
      return timerFired(draft, event);
    case 'send.failed':
      return sendFailed(draft, event);
    case 'customer.closed':
      return customerClosed(draft, event);
    case 'callback.answered':
    case 'callback.missed':
      return callbackCame(draft, event);
    case 'agent.claimed':
    case 'agent.typed':
    case 'agent.replied':
    case 'agent.noted':
    case 'agent.returned':
    case 'agent.transferred':
    case 'agent.closed':
    case 'agent.promised':
    case 'agent.moved':
    case 'agent.settled':
    case 'agent.joined':
    case 'agent.tookIn':
    case 'agent.split':
    case 'agent.parted':
    case 'agent.resumed':
      return agentEvent(draft, event);
    default:
      return 'unknown-event';
  }
}

function opened(draft: Draft, event: EventOf<'case.opened'>): undefined {
  const { state } = draft;
  state.interpreter = event.interpreter;
  state.caseId = event.caseId;
  state.flow = event.flow;
  state.openedAt = event.at;
  state.customer = event.customer;
  state.brief = emptyBrief;
  if (event.customer.language) state.language = event.customer.language;
}

/** Where the flow stands is a guess: what was decided stays done, and a person goes on. */
function recovered(draft: Draft, { differsAt }: EventOf<'case.recovered'>): undefined {
  const { state } = draft;
  emit(draft, {
    type: 'note',
    text: `This case went on after an interruption, and its past follows other rules from entry ${differsAt} of its journal on.`,
    actor: { kind: 'system' },
  });
  if (state.owner === 'flow') fallBack(draft, 'recovered');
}

function nodeDone(draft: Draft, { run, result }: EventOf<'node.done'>): IgnoredReason | undefined {
  const { state } = draft;
  if (state.suggesting === run) return suggest(draft, run, result);
  if (state.position?.run !== run || state.position.phase !== 'running') return 'late-result';
  finish(draft, planNode(draft, state.position.node), result);
  return undefined;
}

/** A person took over while the node ran: what it found is kept, what it would have said is only suggested. */
function suggest(draft: Draft, run: string, result: NodeResult): undefined {
  delete draft.state.suggesting;
  keep(draft, planNode(draft, nodeOf(run)), result);
  if (result.say && result.say.length > 0) emit(draft, { type: 'suggest', run, say: result.say });
}

function nodeFailed(draft: Draft, { run, error }: EventOf<'node.failed'>): IgnoredReason | undefined {
  const { state } = draft;
  if (state.suggesting === run) {
    delete state.suggesting;
    return undefined;
  }
  if (state.position?.run !== run || state.position.phase !== 'running') return 'late-result';
  fail(draft, planNode(draft, state.position.node), error);
  return undefined;
}

function timerFired(draft: Draft, { timer, dueAt }: EventOf<'timer.fired'>): IgnoredReason | undefined {
  const { state } = draft;
  if (state.timers[timer] !== dueAt) return 'late-timer';
  clearTimer(draft, timer);
  if (isCommitmentTimer(timer)) return commitmentDue(draft, timer);
  const { position } = state;
  if (position?.run !== timer) return undefined;
  if (position.messages === 'take' && state.pending.length > 0) {
    // The customer is not silent: the burst that just began is taken as it is.
    clearTimer(draft, quietTimer);
    return undefined;
  }
  if (state.owner === 'queue') backFromQueue(draft);
  wake(draft, position, 'timer');
  return undefined;
}

/** Where the flow has gone on meanwhile, the call is had all the same: what is said in it is the case's. */
function callbackCame(
  draft: Draft,
  event: EventOf<'callback.answered' | 'callback.missed'>,
): IgnoredReason | undefined {
  const { state } = draft;
  const { position } = state;
  if (position?.run !== event.run || state.owner !== 'flow') return 'late-result';
  const answered = event.type === 'callback.answered';
  if (answered && event.reach) state.reach = event.reach;
  const memory: CallbackOutcome = answered
    ? { answered, by: event.by }
    : { answered, reason: event.reason, tried: event.tried };
  wake(draft, { ...position, memory }, 'callback');
  return undefined;
}

/** Nobody came: what the customer said, and said meanwhile, is the flow's to answer again. */
function backFromQueue(draft: Draft): void {
  const { state } = draft;
  const { unanswered } = state;
  state.owner = 'flow';
  state.unanswered = [];
  delete state.queue;
  emit(draft, { type: 'owner.changed', owner: 'flow' });
  openTurn(draft, unanswered);
}

/** Whoever has the case: nobody need answer any more, neither what is being worked on nor what they said just before. */
function customerClosed(draft: Draft, event: EventOf<'customer.closed'>): IgnoredReason | undefined {
  const refused = refusal(draft.state, event);
  if (refused) return refused;
  const said = draft.state.pending;
  draft.state.pending = [];
  if (said.length > 0) {
    endTurn(draft, 'close');
    openTurn(draft, said);
  }
  close(draft, event.reason);
  return undefined;
}

function nodeOf(run: string): string {
  return run.slice(0, run.lastIndexOf('#'));
}

/** A message that went by a joined case may come again, when that is undone. */
function ignoring(state: CaseState, event: CaseEvent): CaseState {
  return state.joined && event.type === 'message.received' ? state : remember(state, event);
}

/** Only ids that can come twice need remembering: results and timers are known by their run and due time. */
function remember(state: CaseState, event: CaseEvent): CaseState {
  if (event.type === 'node.done' || event.type === 'node.failed' || event.type === 'timer.fired')
    return state;
  return { ...state, seen: [...state.seen, event.id].slice(-maxSeen) };
}
