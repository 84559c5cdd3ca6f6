import { isLinkEvent, linkEvent, linkRefusal } from './case-links.ts';
import { promised, settled } from './commitments.ts';
import type { Draft } from './draft.ts';
import { emit, openTurn, planNode } from './draft.ts';
import type { IgnoredReason } from './effect.ts';
import type { Actor, CaseEvent, EventOf } from './event.ts';
import { moveRefusal } from './move.ts';
import { startAtEntry } from './messages.ts';
import { move, send } from './speech.ts';
import type { CaseState } from './state.ts';
import { takeOver } from './take-over.ts';
import { close, finish, handOff } from './token.ts';

export type AgentEvent = Extract<CaseEvent, { type: `agent.${string}` }>;

/** What people do to a case, other than write: it is done, or refused with a reason. */
export type ActionEvent = AgentEvent | EventOf<'customer.closed' | 'flow.moved'>;

/**
 * Why somebody may not do this now, or undefined when they may. The API's validator asks before it accepts an action;
 * `step` asks again, because things change in between.
 */
export function refusal(state: CaseState, event: ActionEvent): IgnoredReason | undefined {
  const { owner, agent } = state;
  if (event.type === 'flow.moved') return moveRefusal(state, event);
  if (event.type === 'customer.closed') return owner === 'nobody' ? 'case-closed' : undefined;
  if (event.actor.kind !== 'agent') return 'not-owner';
  if (event.type === 'agent.noted' || event.type === 'agent.settled') return undefined;
  if (isLinkEvent(event)) return linkRefusal(state, event);
  if (owner === 'nobody') return state.joined ? 'case-joined' : 'case-closed';
  const mine = owner === 'agent' && agent?.id === event.actor.id;
  if (event.type === 'agent.claimed' || event.type === 'agent.typed') {
    if (mine) return 'already-owner';
    return owner === 'agent' ? 'owned-by-another-agent' : undefined;
  }
  if (
    event.type === 'agent.returned' ||
    event.type === 'agent.transferred' ||
    event.type === 'agent.moved' ||
    event.type === 'agent.promised'
  )
    return mine ? undefined : 'not-owner';
  return owner === 'agent' && !mine ? 'owned-by-another-agent' : undefined;
}

export function agentEvent(draft: Draft, event: AgentEvent): IgnoredReason | undefined {
  const refused = refusal(draft.state, event);
  if (refused) return refused;
  if (isLinkEvent(event)) return linkEvent(draft, event);
  switch (event.type) {
    case 'agent.claimed':
    case 'agent.typed':
      takeOver(draft, event.actor);
      return undefined;
    case 'agent.replied':
      takeOver(draft, event.actor);
      reply(draft, event);
      return undefined;
    case 'agent.noted':
      emit(draft, { type: 'note', text: event.text, actor: event.actor });
      return undefined;
    case 'agent.returned':
      giveBack(draft, event.actor, event.note);
      return undefined;
    case 'agent.transferred':
      handOff(draft, { queue: event.queue, reason: event.reason });
      return undefined;
    case 'agent.moved':
      move(draft, event.to);
      return undefined;
    case 'agent.closed':
      close(draft, event.reason);
      return undefined;
    case 'agent.promised':
      return promised(draft, event);
    case 'agent.settled':
      return settled(draft, event);
  }
}

function reply(draft: Draft, { id, actor, text, attachments }: EventOf<'agent.replied'>): void {
  const { state } = draft;
  send(draft, `${state.caseId}:${id}`, actor, { text, ...(attachments && { attachments }) });
  state.unanswered = [];
  const { openQuestion: _, ...brief } = state.brief;
  state.brief = brief;
}

/** The flow goes on where it waited for the person; what nobody has answered is its next turn. */
function giveBack(draft: Draft, actor: Actor, note: string | undefined): void {
  const { state } = draft;
  const { position, unanswered } = state;
  state.owner = 'flow';
  delete state.agent;
  state.unanswered = [];
  if (note) emit(draft, { type: 'note', text: note, actor });
  emit(draft, { type: 'owner.changed', owner: 'flow' });
  const node = position?.person ? planNode(draft, position.node) : undefined;
  if (node && typeof node.ports['returned'] === 'string') {
    openTurn(draft, unanswered);
    const output = unanswered.length > 0 ? { output: { unanswered: unanswered.length } } : {};
    finish(draft, node, { port: 'returned', ...output });
    return;
  }
  delete state.position;
  if (unanswered.length === 0) return;
  openTurn(draft, unanswered);
  startAtEntry(draft, unanswered);
}
