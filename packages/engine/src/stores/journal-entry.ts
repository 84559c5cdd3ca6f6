import type { Effect } from '@throughline/flow/effect';
import type { Actor, CaseEvent } from '@throughline/flow/event';
import { digest } from '../crypto/digest.ts';

/**
 * What the chain holds of an event: plain facts and salted digests, never what anybody said. The contents lie beside it
 * and can be erased; the chain still verifies.
 */
export type JournalEntry = {
  /** `caseId:seq` */
  _id: string;
  caseId: string;
  /** Counts from 1, without gaps. */
  seq: number;
  at: number;
  type: CaseEvent['type'];
  actor: Actor;
  eventId: string;
  node?: string;
  run?: string;
  /** Ids of messages, sends, other cases and flow versions it is about. */
  refs: string[];
  /** Types of the effects, in order. */
  effects: Effect['type'][];
  eventDigest: string;
  decisionDigest: string;
  /** Digest of the entry before; empty for the first. */
  prev: string;
  /** SHA-256 of the canonical JSON of everything above. */
  digest: string;
};

export type JournalContent = {
  event: CaseEvent;
  effects: Effect[];
  /** Digest of the effects and of what changed in the state, as `step` decided. */
  decision: string;
  /** Made from the case's key and the place, so that nobody can try guesses against the digests. */
  salt: string;
};

export type JournalRecord = { entry: JournalEntry; content?: JournalContent };

export type JournalCore = Omit<JournalEntry, 'prev' | 'digest'>;

/** Everything of an entry but its links to others. */
export function coreOf(caseId: string, seq: number, content: JournalContent): JournalCore {
  const { event, effects, salt } = content;
  const run = runOf(event);
  return {
    _id: `${caseId}:${seq}`,
    caseId,
    seq,
    at: event.at,
    type: event.type,
    actor: event.actor,
    eventId: event.id,
    ...(run === undefined ? {} : { run, node: run.split('#')[0] ?? run }),
    refs: refsOf(event, effects),
    effects: effects.map((effect) => effect.type),
    eventDigest: digest({ salt, event, effects }),
    decisionDigest: digest({ salt, decision: content.decision }),
  };
}

export function chained(core: JournalCore, prev: string): JournalEntry {
  const entry = { ...core, prev };
  return { ...entry, digest: digest(entry) };
}

/** Id of the content that an entry was written for. */
export function contentIdOf({ _id, eventDigest, decisionDigest }: JournalCore): string {
  return `${_id}:${eventDigest.slice(0, 16)}${decisionDigest.slice(0, 16)}`;
}

function runOf(event: CaseEvent): string | undefined {
  return event.type === 'node.done' || event.type === 'node.failed' ? event.run : undefined;
}

function refsOf(event: CaseEvent, effects: Effect[]): string[] {
  return [...namedBy(event), ...effects.flatMap((effect) => (effect.type === 'send' ? [effect.send] : []))];
}

function namedBy(event: CaseEvent): string[] {
  switch (event.type) {
    case 'message.received':
      return [event.message.id];
    case 'send.failed':
      return [event.send];
    case 'agent.split':
      return [event.into, ...event.messages];
    case 'agent.joined':
      return [event.into];
    case 'flow.moved':
      return [event.from.hash, event.to.hash];
    case 'agent.tookIn':
    case 'agent.parted':
    case 'agent.resumed':
      return [event.from];
    default:
      return [];
  }
}
