import type { Draft } from './draft.ts';
import { clearTimers, emit, endTurn, hold } from './draft.ts';
import type { Actor } from './event.ts';
import { forwardPending } from './token.ts';

/** From here on the bot is silent: what it had queued is cancelled, what it still works on becomes a suggestion. */
export function takeOver(draft: Draft, actor: Actor): void {
  const { state } = draft;
  if (actor.kind !== 'agent' || state.owner === 'agent') return;
  const { position } = state;
  clearTimers(draft);
  if (position?.phase === 'running') state.suggesting = position.run;
  if (!position?.person) delete state.position;
  if (state.owner === 'flow') emit(draft, { type: 'send.cancel' });
  const taken = state.open?.messages ?? [];
  state.unanswered = hold(
    state.unanswered,
    state.messages.filter(({ id }) => taken.includes(id)),
  );
  state.owner = 'agent';
  state.agent = { id: actor.id, name: actor.name };
  delete state.queue;
  emit(draft, { type: 'owner.changed', owner: 'agent' });
  forwardPending(draft, 'agent');
  endTurn(draft, 'handover');
}
