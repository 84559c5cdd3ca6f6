import type { Brief, Statement } from './brief.ts';
import { emptyBrief, isUnsettled, patchBrief } from './brief.ts';
import { commitmentTimer } from './commitment-timer.ts';
import type { Draft } from './draft.ts';
import { clearTimer, emit, hold, setTimer } from './draft.ts';
import type { IgnoredReason } from './effect.ts';
import type { EventOf } from './event.ts';
import type { CustomerMessage } from './message.ts';
import type { PassedOn } from './passed-on.ts';
import type { CaseState, JoinedState } from './state.ts';
import { maxHeldMessages } from './state.ts';
import { takeOver } from './take-over.ts';
import { close, fallBack, handOff } from './token.ts';

export type LinkEvent = EventOf<
  'agent.joined' | 'agent.tookIn' | 'agent.parted' | 'agent.resumed' | 'agent.split'
>;

export function isLinkEvent(event: { type: string }): event is LinkEvent {
  return Object.hasOwn(linkEvents, event.type);
}

/** Why cases may not be joined, split or parted now, as far as this one knows. */
export function linkRefusal(
  { owner, agent, joined }: CaseState,
  { type, actor, undo }: Pick<LinkEvent, 'type' | 'actor'> & { undo?: true },
): IgnoredReason | undefined {
  if (type === 'agent.resumed') return joined ? undefined : 'not-joined';
  if (joined) return 'case-joined';
  const mine = owner === 'agent' && actor.kind === 'agent' && agent?.id === actor.id;
  if (type === 'agent.split') {
    if (owner === 'nobody') return 'case-closed';
    return mine ? undefined : 'not-owner';
  }
  if (type !== 'agent.joined') return undefined;
  if (owner === 'nobody' && !undo) return 'case-closed';
  return owner === 'agent' && !mine ? 'owned-by-another-agent' : undefined;
}

export function linkEvent(draft: Draft, event: LinkEvent): IgnoredReason | undefined {
  switch (event.type) {
    case 'agent.joined':
      return join(draft, event);
    case 'agent.tookIn':
      return takeIn(draft, event);
    case 'agent.parted':
      return part(draft, event);
    case 'agent.resumed':
      return resume(draft, event);
    case 'agent.split':
      return split(draft, event);
  }
}

const linkEvents: { [Type in LinkEvent['type']]: true } = {
  'agent.joined': true,
  'agent.tookIn': true,
  'agent.parted': true,
  'agent.resumed': true,
  'agent.split': true,
};

/**
 * Nothing is said, and what was said stays: the other case goes on with what nobody has answered, with what counts of the brief,
 * and with the promises.
 */
function join(draft: Draft, { link, into }: EventOf<'agent.joined'>): undefined {
  const { state } = draft;
  const passed: PassedOn = {
    messages: unanswered(state),
    brief: whatCounts(state.brief),
    ...(state.reach && { reach: state.reach }),
  };
  const before = resting(draft);
  emit(draft, { type: 'passOn', link, to: into, passed });
  if (state.owner !== 'nobody') close(draft, 'joined');
  for (const timer of Object.keys(state.timers)) clearTimer(draft, timer);
  state.pending = [];
  state.joined = { link, into, ...before };
}

/** What it goes back to when the join is undone. A node that ran is asked again then, by the messages it ran for. */
function resting({ state, at }: Draft): Omit<JoinedState, 'link' | 'into'> {
  const { owner, agent, queue, position } = state;
  const waits = position?.phase === 'waiting' ? { position } : {};
  const timers = Object.fromEntries(
    Object.entries(state.timers)
      .filter(([timer]) => timer === position?.run)
      .map(([timer, dueAt]) => [timer, Math.max(0, dueAt - at)]),
  );
  return { owner, ...(agent && { agent }), ...(queue && { queue }), ...waits, timers };
}

/** Whoever has the case has what came with the other too; a closed case is opened by what still wants an answer. */
function takeIn(draft: Draft, { actor, passed, claim }: EventOf<'agent.tookIn'>): undefined {
  const { state } = draft;
  if (claim) takeOver(draft, actor);
  const { openQuestion, issue, ...grows } = passed.brief;
  state.brief = patchBrief(
    state.brief,
    {
      ...grows,
      ...(issue && !state.brief.issue && { issue }),
      ...(openQuestion && { openQuestion: both(state.brief.openQuestion, openQuestion) }),
    },
    state.interpreter,
  );
  if (passed.reach) state.reach = passed.reach;
  goOnWith(draft, passed.messages);
}

function goOnWith(draft: Draft, messages: CustomerMessage[]): void {
  const { state } = draft;
  if (messages.length === 0) return;
  if (state.owner === 'queue' || state.owner === 'agent') {
    emit(draft, { type: 'forward', to: state.owner, messages: messages.map(({ id }) => id) });
    state.unanswered = hold(state.unanswered, messages);
    return;
  }
  state.pending = [...state.pending, ...messages];
  if (state.pending.length >= maxHeldMessages && state.owner === 'flow')
    fallBack(draft, `too-many-messages: ${maxHeldMessages} came together with another case`);
}

/** Gives back what came with the other case, as it stands now. */
function part(draft: Draft, { link, from, passed, reach }: EventOf<'agent.parted'>): undefined {
  const { state } = draft;
  const theirs = new Set(passed.messages.map(({ id }) => id));
  const isTheirs = ({ id }: { id: string }) => theirs.has(id);
  const promised = new Set(passed.brief.commitments.map(({ id }) => id));
  const back: PassedOn = {
    // What a turn has taken, it answers here.
    messages: [...state.unanswered, ...state.pending].filter(isTheirs),
    brief: {
      ...emptyBrief,
      commitments: state.brief.commitments.filter(({ id }) => promised.has(id)),
    },
  };
  emit(draft, { type: 'passOn', link, to: from, passed: back });
  state.pending = state.pending.filter((message) => !isTheirs(message));
  state.unanswered = state.unanswered.filter((message) => !isTheirs(message));
  for (const id of promised) clearTimer(draft, commitmentTimer(id));
  state.brief = without(state.brief, passed.brief);
  if (reach) state.reach = reach;
}

/** Open again, with whom it was, where it was; the time it was joined does not count. */
function resume(draft: Draft, { link, passed }: EventOf<'agent.resumed'>): IgnoredReason | undefined {
  const { state } = draft;
  const { joined } = state;
  if (joined?.link !== link) return 'not-joined';
  delete state.joined;
  const settled = new Map(passed.brief.commitments.map((one) => [one.id, one.state]));
  state.brief = {
    ...state.brief,
    commitments: state.brief.commitments.map((one) => ({ ...one, state: settled.get(one.id) ?? one.state })),
  };
  if (joined.owner === 'nobody') return undefined;
  emit(draft, { type: 'reopen' });
  if (joined.queue) {
    handOff(draft, { queue: joined.queue.name, reason: joined.queue.reason });
  } else {
    state.owner = joined.owner;
    if (joined.agent) state.agent = joined.agent;
    emit(draft, { type: 'owner.changed', owner: joined.owner });
  }
  if (joined.position) state.position = joined.position;
  for (const [timer, left] of Object.entries(joined.timers)) setTimer(draft, timer, draft.at + left);
  goOnWith(draft, passed.messages);
}

/** A second issue goes on in a case of its own. */
function split(draft: Draft, { link, into, messages }: EventOf<'agent.split'>): undefined {
  const { state } = draft;
  const chosen = new Set(messages);
  const goes = ({ messages: said }: Statement) => said.length > 0 && said.every((id) => chosen.has(id));
  const { brief } = state;
  const passed: PassedOn = {
    messages: state.unanswered.filter(({ id }) => chosen.has(id)),
    brief: { ...emptyBrief, facts: brief.facts.filter(goes) },
  };
  emit(draft, { type: 'passOn', link, to: into, passed });
  state.unanswered = state.unanswered.filter(({ id }) => !chosen.has(id));
  state.brief = { ...brief, facts: brief.facts.filter((fact) => !goes(fact)) };
  if (brief.openQuestion && goes(brief.openQuestion)) delete state.brief.openQuestion;
}

/** In the order in which they were said; what a turn has taken and not ended is not answered yet. */
function unanswered(state: CaseState): CustomerMessage[] {
  const open = state.open?.messages ?? [];
  const taken = state.messages.filter(({ id }) => open.includes(id));
  const all = [...state.unanswered, ...taken, ...state.pending];
  return [...new Map(all.map((message) => [message.id, message])).values()];
}

function whatCounts({ facts, commitments, issue, openQuestion }: Brief): Brief {
  return {
    steps: [],
    facts,
    commitments: commitments.filter(isUnsettled),
    ...(issue && { issue }),
    ...(openQuestion && { openQuestion }),
  };
}

const between = '\n';

function both(own: Statement | undefined, other: Statement): Statement {
  if (!own) return other;
  return { text: own.text + between + other.text, messages: [...own.messages, ...other.messages] };
}

function without(brief: Brief, passed: Brief): Brief {
  const came = new Set(passed.facts.map(({ text, messages }) => JSON.stringify([text, messages])));
  const promised = new Set(passed.commitments.map(({ id }) => id));
  const { openQuestion, ...rest } = brief;
  const own = openQuestion && onlyOwn(openQuestion, passed.openQuestion);
  return {
    ...rest,
    facts: brief.facts.filter(({ text, messages }) => !came.has(JSON.stringify([text, messages]))),
    commitments: brief.commitments.filter(({ id }) => !promised.has(id)),
    ...(own && { openQuestion: own }),
  };
}

function onlyOwn(question: Statement, came: Statement | undefined): Statement | undefined {
  if (!came) return question;
  if (question.text === came.text) return undefined;
  if (!question.text.endsWith(between + came.text)) return question;
  const theirs = new Set(came.messages);
  return {
    text: question.text.slice(0, -(between + came.text).length),
    messages: question.messages.filter((id) => !theirs.has(id)),
  };
}
