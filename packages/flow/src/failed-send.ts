import type { Draft } from './draft.ts';
import { emit } from './draft.ts';
import type { IgnoredReason } from './effect.ts';
import type { Actor, Elsewhere, EventOf } from './event.ts';
import { undeliveredReopens } from './interpreter.ts';
import { move, send } from './speech.ts';
import type { CaseState } from './state.ts';
import { maxSeen } from './state.ts';
import { fallBack, giveToPeople } from './token.ts';

/** Who hangs up during the goodbye has not missed anything. */
const callEnded = 'channel.call-ended';

/** So often a message is tried at other places. */
const maxElsewhere = 3;

/**
 * What cannot reach the customer is said once more at another place, once at each, and the case goes on there. Without such
 * a place it needs a person: the bot would only go on talking to nobody.
 */
export function sendFailed(draft: Draft, event: EventOf<'send.failed'>): IgnoredReason | undefined {
  const { state } = draft;
  const { send: failed, error, elsewhere } = event;
  if (!failed.startsWith(`${state.caseId}:`)) return 'late-send';
  const closed = state.owner === 'nobody' && state.interpreter >= undeliveredReopens;
  if (closed && error.code === callEnded) return 'late-send';
  const again = elsewhere && sendElsewhere(failed, elsewhere);
  if (again !== undefined && state.seen.includes(again.once)) return 'late-send';
  emit(draft, {
    type: 'note',
    text: `A message could not be delivered (${error.code}): ${error.message}${again ? ` It goes by ${again.to.channel} instead.` : ''}`,
    actor: { kind: 'system' },
  });
  if (again) {
    state.seen = [...state.seen, again.once].slice(-maxSeen);
    sayAgain(draft, again.send, again.to);
    return undefined;
  }
  const reason = `undelivered: ${error.code}`;
  if (state.owner === 'flow') fallBack(draft, reason);
  // It was closed by who believed it said. A joined one goes on in another.
  else if (closed && !state.joined) giveToPeople(draft, reason);
  return undefined;
}

/** The ids of a message are its first, and after it the places where it was tried since: `case:turn:n~place~place`. */
const mark = '~';

function sendElsewhere(
  failed: string,
  to: Elsewhere,
): { send: string; once: string; to: Elsewhere } | undefined {
  const [, ...tried] = failed.split(mark);
  const place = to.conversation.replaceAll(mark, '-');
  if (tried.includes(place) || tried.length >= maxElsewhere) return undefined;
  return { send: `${failed}${mark}${place}`, once: `elsewhere:${failed}`, to };
}

/** The sends of this message that came before this one, the first one first. */
export function earlierSends(send: string): string[] {
  const parts = send.split(mark);
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join(mark));
}

/** It was said before, so that it is delivered whoever has the case by now. */
function sayAgain(
  draft: Draft,
  id: string,
  { text, choices, sources, attachments, author, node, ...to }: Elsewhere,
): void {
  const { state } = draft;
  move(draft, to);
  const { offered } = state;
  const say = {
    text,
    ...(choices && { choices }),
    ...(sources && { sources }),
    ...(attachments && { attachments }),
  };
  send(draft, id, authorOf(state, author), say, node);
  if (!choices) state.offered = offered;
}

function authorOf({ agent }: CaseState, author: string | undefined): Actor {
  if (author === undefined) return { kind: 'system' };
  return { kind: 'agent', id: agent?.name === author ? agent.id : '', name: author };
}
