import { emptyBrief } from '@throughline/flow/brief';
import { canonical } from '@throughline/flow/canonical';
import type { Effect, SendEffect } from '@throughline/flow/effect';
import type { Actor, CaseEvent } from '@throughline/flow/event';
import { flowHash } from '@throughline/flow/flow-hash';
import type { CustomerMessage } from '@throughline/flow/message';
import type { CaseState } from '@throughline/flow/state';
import { emptyState } from '@throughline/flow/state';
import type { Flow } from '@throughline/flow/schema';
import type { CaseRow } from '../stores/cases.ts';
import type { MessageRow } from '../stores/messages.ts';
import type { CaseBundle } from './case-bundle.ts';

/** `id` names the message, or the field of the case. `withheld`: sends that were taken back or failed, and are no messages. */
export type RecordVerdict =
  { ok: true; messages: number; withheld?: number } | { ok: false; reason: RecordFault; id?: string };

export type RecordFault =
  | 'not-checked'
  | 'flow-differs'
  | 'case-differs'
  | 'message-differs'
  | 'message-missing'
  | 'message-twice'
  | 'message-not-in-journal';

/** An event of a journal that replays, with what `step` decides about it: not what the file says was decided. */
export type Folded = { seq: number; event: CaseEvent; effects: Effect[]; state: CaseState };

/** Whether what people read of a case (the transcript, the flow, its row) is what its journal says. Pure. */
export function verifyRecord(bundle: CaseBundle, journal: Folded[]): RecordVerdict {
  return flowFault(bundle, journal) ?? caseFault(bundle.case, journal) ?? verifyMessages(bundle, journal);
}

/** The row is folded up to `lastSeq`: a case that was moved since runs another version already. */
function flowFault(bundle: CaseBundle, journal: Folded[]): RecordVerdict | undefined {
  const { case: row, plan, flow, otherVersions = [] } = bundle;
  const hash = plan?.flow.hash;
  const runs = (journal[row.lastSeq - 1] ?? journal[0])?.state.flow.hash ?? hash;
  const others = otherVersions.every((other) => hashOrNull(other.flow) === other.plan.flow.hash);
  const agree = row.flow.hash === hash && runs === hash && hashOrNull(flow) === hash && others;
  return agree ? undefined : { ok: false, reason: 'flow-differs' };
}

/** A drawing that was changed by hand can be none at all. */
function hashOrNull(flow: CaseBundle['flow']): string | null {
  try {
    return flow && flowHash(flow as unknown as Flow);
  } catch {
    return null;
  }
}

/** The row is folded up to `lastSeq`, which a running case can be past. */
function caseFault(row: CaseRow, journal: Folded[]): RecordVerdict | undefined {
  const { openedAt } = journal[0]?.state ?? row;
  const state = journal[row.lastSeq - 1]?.state ?? { ...emptyState(), caseId: row._id, openedAt };
  const shown = {
    _id: [row._id, state.caseId],
    openedAt: [row.openedAt, state.openedAt],
    owner: [row.owner, state.owner],
    agent: [row.agent, state.agent],
    turn: [row.turn, state.turn],
    tags: [row.tags, state.tags],
    brief: [row.brief ?? emptyBrief, state.brief],
    language: [row.language, state.language],
    unread: [row.unread, state.unanswered.length],
    reopened: [row.reopened, state.reopened],
  };
  const wrong = Object.entries(shown).find(([, [said, folded]]) => !same(said, folded));
  return wrong && { ok: false, reason: 'case-differs', id: wrong[0] };
}

function verifyMessages({ case: row, messages }: CaseBundle, journal: Folded[]): RecordVerdict {
  const expected = expectedOf(row._id, journal);
  const lastAt = journal.at(-1)?.event.at ?? 0;
  const met = new Set<string>();
  for (const message of messages) {
    const { _id: id, from, at } = message;
    if (met.has(id)) return { ok: false, reason: 'message-twice', id };
    met.add(id);
    const written = expected.get(id);
    if (written && !same(written.said, saidIn(message))) return { ok: false, reason: 'message-differs', id };
    // A customer can have written what the case has not taken yet.
    if (!written && !(from === 'customer' && at > lastAt))
      return { ok: false, reason: 'message-not-in-journal', id };
  }
  const absent = [...expected].filter(([id]) => !met.has(id));
  const missing = absent.find(([, { seq, withheld }]) => !withheld && seq <= row.lastSeq);
  if (missing) return { ok: false, reason: 'message-missing', id: missing[0] };
  const withheld = absent.filter(([, message]) => message.withheld).length;
  return { ok: true, messages: messages.length, ...(withheld > 0 && { withheld }) };
}

type Said = { [Field in keyof MessageRow]?: MessageRow[Field] | undefined };

/** `withheld`: it may never have become a message. What is past the row's `lastSeq` may not be performed yet. */
type Expected = { seq: number; said: Said; withheld: boolean };

/** By id, as `perform` and the gateway write them. */
function expectedOf(caseId: string, journal: Folded[]): Map<string, Expected> {
  const expected = new Map<string, Expected>();
  const sends = new Map<string, Expected>();
  for (const { seq, event, effects } of journal) {
    if (event.type === 'message.received')
      // What a joined case did not take is the other one's by now, or soon.
      expected.set(event.message.id, {
        seq,
        said: receivedAs(event.message),
        withheld: effects.some((effect) => effect.type === 'ignored'),
      });
    const failed = event.type === 'send.failed' && sends.get(event.send);
    if (failed) failed.withheld = true;
    for (const [index, effect] of effects.entries()) {
      if (effect.type === 'note') {
        const id = `${caseId}:note:${seq}:${index}`;
        expected.set(id, { seq, said: notedAs(caseId, effect, event.at), withheld: false });
      } else if (effect.type === 'send') {
        sends.set(effect.send, { seq, said: sentAs(effect, event.at), withheld: false });
      } else if (effect.type === 'send.cancel') {
        for (const send of sends.values()) send.withheld = true;
      }
    }
  }
  return new Map([...expected, ...sends]);
}

function receivedAs({ sentAt, ...message }: CustomerMessage): Said {
  const { channel, conversation, text, choice, language, attachments } = message;
  return { from: 'customer', channel, conversation, text, at: sentAt, choice, language, attachments };
}

function sentAs(effect: SendEffect, at: number): Said {
  const { actor, channel, conversation, text, choices, sources, attachments } = effect;
  const from = actor.kind === 'agent' ? 'agent' : 'bot';
  return { from, channel, conversation, text, at, author: authorOf(actor), choices, sources, attachments };
}

function notedAs(caseId: string, { actor, text }: Extract<Effect, { type: 'note' }>, at: number): Said {
  const conversation = `notes:${caseId}`;
  return { from: 'note', channel: 'note', conversation, text, at, author: authorOf(actor) };
}

function authorOf(actor: Actor): string | undefined {
  return actor.kind === 'agent' ? actor.name || undefined : undefined;
}

function saidIn(message: MessageRow): Said {
  const { from, channel, conversation, text, at, author, choice, choices, language, sources } = message;
  const { attachments } = message;
  return { from, channel, conversation, text, at, author, choice, choices, language, sources, attachments };
}

function same(one: unknown, other: unknown): boolean {
  return canonical({ value: one }) === canonical({ value: other });
}
