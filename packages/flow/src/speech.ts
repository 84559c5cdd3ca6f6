import type { Draft } from './draft.ts';
import { emit, openTurn } from './draft.ts';
import type { SendEffect } from './effect.ts';
import type { Actor } from './event.ts';
import type { Attachment, Choice, CustomerMessage, Reach, Say } from './message.ts';

/** Says what a node wants said, if the case is the flow's to speak for. */
export function speak(draft: Draft, says: Say[], node?: string): void {
  for (const say of says) {
    if (say.text.trim() === '') continue;
    const turn = openTurn(draft);
    const spoken = send(
      draft,
      `${draft.state.caseId}:${draft.state.turn}:${turn.sent + 1}`,
      { kind: 'flow' },
      say,
      node,
    );
    if (spoken) draft.state.open = { ...turn, sent: turn.sent + 1, said: true };
  }
}

/** Queues one message to where the customer spoke last; false when the case has no such place yet. */
export function send(
  draft: Draft,
  id: string,
  actor: Actor,
  say: Say & { attachments?: Attachment[] },
  node?: string,
): boolean {
  const { reach } = draft.state;
  if (!reach) return false;
  const effect: SendEffect = { type: 'send', send: id, actor, ...reach, text: say.text };
  if (say.choices) effect.choices = say.choices;
  if (say.sources) effect.sources = say.sources;
  if (say.attachments) effect.attachments = say.attachments;
  if (node) effect.node = node;
  draft.state.offered = say.choices ?? [];
  emit(draft, effect);
  return true;
}

/** Answers go there from now on, until the customer speaks elsewhere; what was offered stays where it was. */
export function move({ state }: Draft, { channel, conversation }: Reach): void {
  if (state.reach?.conversation === conversation) return;
  state.reach = { channel, conversation };
  state.offered = [];
}

/** A choice is known by its button, its number in the list, or its label. */
export function withChoice(message: CustomerMessage, offered: Choice[]): CustomerMessage {
  if (message.choice !== undefined) {
    return offered.some(({ id }) => id === message.choice) ? message : withoutChoice(message);
  }
  const text = message.text.trim().toLowerCase();
  const numbered = /^\d{1,2}[.)]?$/.test(text) ? offered[Number.parseInt(text, 10) - 1] : undefined;
  const chosen = numbered ?? offered.find(({ label }) => label.trim().toLowerCase() === text);
  return chosen ? { ...message, choice: chosen.id } : message;
}

function withoutChoice(message: CustomerMessage): CustomerMessage {
  const { choice: _, ...rest } = message;
  return rest;
}
