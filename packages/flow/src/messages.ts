import { statementOf } from './brief.ts';
import type { Draft } from './draft.ts';
import { clearTimer, deciderOf, emit, hold, openTurn, planNode, setTimer } from './draft.ts';
import type { EventOf } from './event.ts';
import type { CustomerMessage } from './message.ts';
import type { CaseState } from './state.ts';
import { maxHeldMessages } from './state.ts';
import { withChoice } from './speech.ts';
import { fallBack, travel, wake } from './token.ts';

/** The timer of a burst: messages that come within the quiet window are one turn. */
export const quietTimer = 'quiet';

/** A burst that never pauses is taken after so many windows. */
const maxQuietWindows = 10;

/** So few words are a greeting rather than an issue: what comes after them is taken instead. */
const greetingWords = 3;

export function customerSpoke(draft: Draft, event: EventOf<'message.received'>): undefined {
  const { state } = draft;
  const message = withChoice(event.message, state.offered);
  state.reach = { channel: message.channel, conversation: message.conversation };
  if (message.language && !state.customer.language) state.language = message.language;
  if (state.owner === 'queue' || state.owner === 'agent') {
    emit(draft, { type: 'forward', to: state.owner, messages: [message.id] });
    state.unanswered = hold(state.unanswered, [message]);
    return;
  }
  const first = state.pending.length === 0;
  state.pending = [...state.pending, message];
  const full = state.pending.length >= maxHeldMessages;
  if (!takesMessages(draft)) {
    // State is bounded, and nothing said may be lost: people get what the flow cannot hold.
    if (full) fallBack(draft, `too-many-messages: ${maxHeldMessages} came while the flow could take none`);
  } else if (full) {
    clearTimer(draft, quietTimer);
  } else {
    awaitQuiet(draft, message, first);
  }
}

/** Opens a turn with what is pending, as soon as the flow can take it and no burst is under way. */
export function openPendingTurns(draft: Draft): void {
  const { state } = draft;
  while (state.pending.length > 0 && takesMessages(draft) && !(quietTimer in state.timers)) {
    if (state.owner === 'nobody') reopen(draft);
    takeTurn(draft);
  }
}

function takesMessages({ state }: Draft): boolean {
  if (state.owner !== 'flow' && state.owner !== 'nobody') return false;
  return !state.position || (state.position.phase === 'waiting' && state.position.messages === 'take');
}

function awaitQuiet(draft: Draft, message: CustomerMessage, first: boolean): void {
  const quietMs = message.choice === undefined ? quietWindow(draft, message) : 0;
  if (quietMs === 0) {
    clearTimer(draft, quietTimer);
    return;
  }
  const burstBegan = draft.state.pending[0]?.sentAt ?? draft.at;
  const latest = Math.max(draft.at, burstBegan + quietMs * maxQuietWindows);
  const due = first ? draft.at + quietMs : Math.min(draft.at + quietMs, latest);
  if (due <= draft.at) clearTimer(draft, quietTimer);
  else setTimer(draft, quietTimer, due);
}

function quietWindow(draft: Draft, message: CustomerMessage): number {
  const id = entryFor(draft, message);
  if (id === undefined) return 0;
  const node = planNode(draft, id);
  return Math.max(0, deciderOf(draft, node)?.entry?.quietMs(node.config) ?? 0);
}

/** The entry that fits the message best; the first of the flow among equals. */
function entryFor(draft: Draft, message: CustomerMessage): string | undefined {
  let best: { id: string; score: number } | undefined;
  for (const id of draft.plan.entries) {
    const node = planNode(draft, id);
    const score = deciderOf(draft, node)?.entry?.match(node.config, message) ?? 0;
    if (score > (best?.score ?? 0)) best = { id, score };
  }
  return best?.id;
}

function reopen(draft: Draft): void {
  draft.state.owner = 'flow';
  draft.state.reopened += 1;
  emit(draft, { type: 'reopen' });
  emit(draft, { type: 'owner.changed', owner: 'flow' });
}

function takeTurn(draft: Draft): void {
  const { state } = draft;
  const messages = state.pending;
  state.pending = [];
  openTurn(draft, messages);
  state.offered = [];
  answerWhereAsked(state, messages);
  noteIssue(draft, messages);
  if (state.position) {
    wake(draft, state.position, 'message');
    return;
  }
  startAtEntry(draft, messages);
}

/** The case may have been moved while these waited; whoever wrote them looks for the answer there. */
function answerWhereAsked(state: CaseState, messages: CustomerMessage[]): void {
  const newest = messages.at(-1);
  if (newest) state.reach = { channel: newest.channel, conversation: newest.conversation };
}

export function startAtEntry(draft: Draft, messages: CustomerMessage[]): void {
  const newest = messages.at(-1);
  const entry = newest && entryFor(draft, newest);
  if (entry === undefined) fallBack(draft, 'no-entry: no start of the flow fits this message');
  else travel(draft, entry);
}

function noteIssue({ state }: Draft, messages: CustomerMessage[]): void {
  const said = statementOf(messages);
  const known = state.brief.issue;
  const issue = known && wordsIn(known.text) > greetingWords ? known : said;
  state.brief = { ...state.brief, issue, openQuestion: said };
}

function wordsIn(text: string): number {
  return text.split(/\s+/).filter((word) => word !== '').length;
}
