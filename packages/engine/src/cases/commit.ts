import type { Effect, HandOffEffect, SendEffect } from '@throughline/flow/effect';
import type { CaseState } from '@throughline/flow/state';
import type { CaseActivities, Commit, JournalDraft } from '../sandbox/contract.ts';
import type { CaseRow } from '../stores/cases.ts';
import type { Stores } from '../stores/stores.ts';
import type { HandOver } from './hand-over.ts';

/**
 * Writes what the case decided: journal first, then its effects in order, then the row that screens list. Every write has
 * a deterministic id, so that a commit that is tried again writes the same.
 */
export function createCommit(stores: Stores, handOver: HandOver): CaseActivities['commit'] {
  return async (commit) => {
    const { caseId, entries, state } = commit;
    const last = entries.at(-1);
    if (!last) return;
    await stores.journal.append(caseId, entries);
    for (const entry of entries) {
      for (const [index, effect] of entry.effects.entries())
        await perform(stores, handOver, commit, entry, effect, index);
    }
    await stores.cases.project(caseId, last.seq, projection(commit, last));
    const received = entries.flatMap(({ event }) =>
      event.type === 'message.received' ? [event.message.id] : [],
    );
    if (received.length > 0) await stores.inbox.acknowledge(received, last.seq);
    if (state.owner === 'nobody') {
      await stores.cases.saveSnapshot(caseId, last.seq, state);
      await stores.customers.closeCase(state.customer.id, caseId, last.event.at);
    }
    await stores.feed.append({
      key: `commit:${caseId}:${last.seq}`,
      topics: ['cases', `case:${caseId}`, ...conversationTopic(state)],
      type: 'case.changed',
      data: {
        id: caseId,
        seq: last.seq,
        owner: state.owner,
        ...(state.agent ? { agentName: state.agent.name } : {}),
      },
    });
  };
}

async function perform(
  stores: Stores,
  handOver: HandOver,
  { caseId, state }: Commit,
  { seq, event }: JournalDraft,
  effect: Effect,
  index: number,
): Promise<void> {
  switch (effect.type) {
    case 'send':
      await stores.outbox.queue(outboxRow(caseId, state, effect, event.at));
      await handOver(effect.send);
      return;
    case 'send.cancel':
      await stores.outbox.cancelQueued(caseId);
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
        delivery: 'stored',
      });
      return;
    case 'reopen':
      await stores.customers.reopenCase(state.customer.id, caseId, event.at);
      return;
    default:
    // The rest is seen in the journal and in the projection.
  }
}

function outboxRow(caseId: string, state: CaseState, effect: SendEffect, at: number) {
  const { send, channel, conversation, text, choices, sources, actor } = effect;
  return {
    _id: send,
    caseId,
    customerId: state.customer.id,
    channel,
    conversation,
    text,
    at,
    from: actor.kind === 'agent' ? ('agent' as const) : ('bot' as const),
    ...(actor.kind === 'agent' ? { author: actor.name } : {}),
    ...(choices ? { choices } : {}),
    ...(sources ? { sources } : {}),
  };
}

/** What lists and filters show of a case; never more than the newest of anything. */
function projection({ entries, state }: Commit, last: JournalDraft): Partial<CaseRow> {
  const effects = entries.flatMap((entry) => entry.effects);
  const handOff = effects.findLast((effect): effect is HandOffEffect => effect.type === 'handOff');
  const closed = effects.findLast((effect) => effect.type === 'close');
  const suggested = effects.findLast((effect) => effect.type === 'suggest');
  return {
    owner: state.owner,
    agent: state.agent ?? null,
    queue: state.queue
      ? {
          name: state.queue.name,
          reason: state.queue.reason,
          ...(handOff
            ? {
                priority: handOff.priority,
                since: last.event.at,
                ...(handOff.skill ? { skill: handOff.skill } : {}),
              }
            : {}),
        }
      : null,
    language: state.language ?? null,
    tags: state.tags,
    turn: state.turn,
    brief: state.brief,
    unread: state.unanswered.length,
    reopened: state.reopened,
    updatedAt: last.event.at,
    ...(closed ? { closedAt: last.event.at, closeReason: closed.reason } : {}),
    ...(suggested ? { suggestion: { run: suggested.run, say: suggested.say, at: last.event.at } } : {}),
  } as Partial<CaseRow>;
}

function conversationTopic(state: CaseState): string[] {
  return state.reach ? [`conversation:${state.reach.conversation}`] : [];
}
