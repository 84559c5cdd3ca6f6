import type { Effect, HandOffEffect, SendEffect } from '@throughline/flow/effect';
import type { CaseState } from '@throughline/flow/state';
import type { JournalDraft } from '../sandbox/contract.ts';
import type { CaseFields, QueuePlace } from '../stores/cases.ts';
import type { Stores } from '../stores/database.ts';
import type { NewSend } from '../stores/outbox.ts';
import { topicOf } from './feed-events.ts';
import type { HandOverLines } from './hand-over-lines.ts';
import { requestCallback } from './request-callback.ts';

/** Entries that stand in the journal, and the state after the last of them. */
export type Decided = { caseId: string; entries: JournalDraft[]; state: CaseState };

export type Perform = (decided: Decided) => Promise<void>;

/**
 * Performs what the journal says was decided: the effects in order, then the row that screens list. Every write has a
 * deterministic id, so that performing again writes the same.
 */
export function createPerform(stores: Stores, lines: Pick<HandOverLines, 'begin'>): Perform {
  return async (decided) => {
    const { caseId, entries, state } = decided;
    const last = entries.at(-1);
    if (!last) return;
    await Promise.all([performEffects(decided), acknowledge(decided, last.seq)]);
    if (state.owner === 'nobody') {
      await stores.cases.saveSnapshot(caseId, last.seq, state);
      // A joined one is not opened again by what comes next: the other one is.
      if (state.joined) await stores.customers.forgetCase(state.customer.id, caseId);
      else await stores.customers.closeCase(state.customer.id, caseId, last.event.at);
    }
    await stores.cases.project(caseId, last.seq, projection(decided, last));
    await announce(stores, decided, last.seq);
  };

  async function performEffects(decided: Decided): Promise<void> {
    for (const entry of decided.entries) {
      for (const [index, effect] of entry.effects.entries()) {
        await performEffect(stores, lines, decided, entry, effect, index);
      }
    }
  }

  /** What stands in the journal was taken. */
  async function acknowledge({ entries }: Decided, seq: number): Promise<void> {
    const received = entries.flatMap(({ event, effects }) =>
      event.type === 'message.received' && !wentByJoined(effects) ? [event.message.id] : [],
    );
    if (received.length > 0) await stores.inbox.acknowledge(received, seq);
  }
}

/** It is still to be taken, by the case that goes on with it: the relay brings it there. */
function wentByJoined(effects: Effect[]): boolean {
  return effects.some((effect) => effect.type === 'ignored' && effect.reason === 'case-joined');
}

/** Tells live screens what changed, by reference. */
async function announce({ feed }: Stores, { caseId, entries, state }: Decided, seq: number): Promise<void> {
  const owners = entries.some(({ effects }) =>
    effects.some(({ type }) => type === 'owner.changed' || type === 'handOff'),
  );
  const conversation = state.reach ? [topicOf.conversation(state.reach.conversation)] : [];
  const topics = [topicOf.cases, topicOf.case(caseId), ...conversation, ...(owners ? [topicOf.queues] : [])];
  await Promise.all([
    feed.append({ key: `case:${caseId}:${seq}`, topics, type: 'case.changed', data: { id: caseId } }),
    feed.append({
      key: `journal:${caseId}:${seq}`,
      topics: [topicOf.case(caseId)],
      type: 'journal.added',
      data: { caseId, seq },
    }),
  ]);
}

async function performEffect(
  stores: Stores,
  lines: Pick<HandOverLines, 'begin'>,
  { caseId, entries, state }: Decided,
  { seq, event }: JournalDraft,
  effect: Effect,
  index: number,
): Promise<void> {
  switch (effect.type) {
    case 'send':
      // Before it is sent: the customer's window asks for them as soon as it has the message.
      if (effect.attachments) await attachFiles(stores, caseId, effect);
      await lines.begin(await stores.outbox.queue(outboxRow(caseId, state, effect, event.at)));
      return;
    case 'send.cancel':
      // Performed again after a crash, what was decided after it may be queued already.
      await stores.outbox.cancelQueued(caseId, sendsAfter(entries, seq, index));
      return;
    case 'note':
      await stores.messages.add({
        _id: `${caseId}:note:${seq}:${index}`,
        caseId,
        customerId: state.customer.id,
        conversation: `notes:${caseId}`,
        channel: 'note',
        from: 'note',
        ...(effect.actor.kind === 'agent' ? { author: effect.actor.name } : {}),
        text: effect.text,
        at: event.at,
      });
      return;
    case 'callback':
      await requestCallback(stores, state, effect, event.at);
      return;
    case 'reopen':
      await stores.customers.reopenCase(state.customer.id, caseId, event.at);
      return;
    default:
    // The rest is seen in the journal and in the projection.
  }
}

async function attachFiles(
  { files }: Stores,
  caseId: string,
  { send, conversation, attachments = [] }: SendEffect,
): Promise<void> {
  const ids = attachments.map(({ id }) => id);
  await files.attach(ids, { messageId: send, caseId, conversation });
}

function sendsAfter(entries: JournalDraft[], seq: number, index: number): string[] {
  return entries.flatMap((entry) =>
    entry.effects.flatMap((effect, at) =>
      effect.type === 'send' && (entry.seq > seq || (entry.seq === seq && at > index)) ? [effect.send] : [],
    ),
  );
}

function outboxRow(caseId: string, state: CaseState, effect: SendEffect, at: number): NewSend {
  const { send, channel, conversation, text, choices, sources, attachments, actor, node } = effect;
  return {
    _id: send,
    caseId,
    customerId: state.customer.id,
    channel,
    conversation,
    text,
    at,
    from: actor.kind === 'agent' ? 'agent' : 'bot',
    ...(actor.kind === 'agent' ? { author: actor.name } : {}),
    ...(choices ? { choices } : {}),
    ...(sources ? { sources } : {}),
    ...(attachments ? { attachments } : {}),
    ...(node ? { node } : {}),
  };
}

/** What lists and filters show of a case; never more than the newest of anything. */
function projection({ entries, state }: Decided, last: JournalDraft): CaseFields {
  const effects = entries.flatMap((entry) => entry.effects);
  const handOff = effects.findLast((effect): effect is HandOffEffect => effect.type === 'handOff');
  const closed = effects.findLast((effect) => effect.type === 'close');
  const moved = effects.some((effect) => effect.type === 'flow.moved');
  const suggested = effects.findLast((effect) => effect.type === 'suggest');
  return {
    ...(moved && { flow: state.flow }),
    owner: state.owner,
    agent: state.agent ?? null,
    ...(state.reach && { reach: state.reach }),
    ...(handOff || !state.queue ? { queue: queuePlace(state, handOff, last.event.at) ?? null } : {}),
    language: state.language ?? null,
    tags: state.tags,
    turn: state.turn,
    token: state.position ? { node: state.position.node } : {},
    brief: state.brief,
    unread: state.unanswered.length,
    reopened: state.reopened,
    joinedInto: state.joined?.into ?? null,
    updatedAt: last.event.at,
    closedAt: state.owner === 'nobody' ? last.event.at : null,
    closeReason: closed?.reason ?? null,
    ...(suggested ? { suggestion: { run: suggested.run, say: suggested.say, at: last.event.at } } : {}),
  };
}

function queuePlace(state: CaseState, handOff: HandOffEffect | undefined, since: number): QueuePlace | null {
  if (!state.queue || !handOff) return null;
  const { priority, skill } = handOff;
  return { ...state.queue, priority, since, ...(skill ? { skill } : {}) };
}
