import type { Commitment } from './brief.ts';
import type { CallbackMiss, CallbackRequest } from './callback.ts';
import type { JsonObject } from './json.ts';
import type { Attachment, Customer, CustomerMessage, Reach, Say } from './message.ts';
import type { NodeError, NodeResult } from './node-result.ts';
import type { PassedOn } from './passed-on.ts';

/**
 * What happened to a case. Events carry everything that decisions depend on: `at` is the only clock (milliseconds since
 * the epoch), and `id` is unique per happening, so that the same event delivered twice is known.
 */
export type CaseEvent = EventHead &
  (
    | {
        type: 'case.opened';
        caseId: string;
        flow: { id: string; hash: string };
        customer: Customer;
        /** By which rules it decides, see `interpreter`. */
        interpreter: number;
      }
    /** Its run was lost, and today's rules decide otherwise from journal entry `differsAt` on: a person has to look. */
    | { type: 'case.recovered'; differsAt: number }
    /** It goes on by another version of its flow. `version` is for people: versions are told apart by their hash. */
    | { type: 'flow.moved'; from: VersionName; to: VersionName & { id: string }; reason: string }
    | { type: 'policy.read'; policies: PolicySnapshot }
    | { type: 'customer.changed'; customer: Customer }
    | { type: 'message.received'; message: CustomerMessage }
    | { type: 'node.done'; run: string; result: NodeResult }
    | { type: 'node.failed'; run: string; error: NodeError }
    | { type: 'timer.fired'; timer: string; dueAt: number }
    /** The customer needs nothing more. */
    | { type: 'customer.closed'; reason: string }
    /** `elsewhere`: the customer surely does not have it, and can be told there instead. */
    | { type: 'send.failed'; send: string; error: NodeError; elsewhere?: Elsewhere }
    /** Somebody took a call that a node asked for. `reach`: where the customer talks now. */
    | { type: 'callback.answered'; run: string; by: CallbackRequest['by']; reach?: Reach }
    | { type: 'callback.missed'; run: string; reason: CallbackMiss; tried: number }
    | { type: 'agent.claimed' }
    | { type: 'agent.typed' }
    | { type: 'agent.replied'; text: string; attachments?: Attachment[] }
    | { type: 'agent.noted'; text: string }
    | { type: 'agent.returned'; note?: string }
    | { type: 'agent.transferred'; queue: string; reason: string }
    | { type: 'agent.closed'; reason: string }
    /** The customer was promised something, in what stands in these messages. */
    | { type: 'agent.promised'; promise: Pick<Commitment, 'id' | 'text' | 'messages' | 'dueAt'> }
    /** The answers go there from now on. */
    | { type: 'agent.moved'; to: Reach }
    | { type: 'agent.settled'; promise: string; as: 'kept' | 'broken' }
    /** Cases that turned out to be one issue, or a case that is two: `link` names both ends of what was done. */
    | { type: 'agent.joined'; link: string; into: string; undo?: true }
    | { type: 'agent.tookIn'; link: string; from: string; passed: PassedOn; claim?: true }
    | { type: 'agent.split'; link: string; into: string; messages: string[] }
    /** A join is undone: the one gives back what came with the other, which goes on. */
    | { type: 'agent.parted'; link: string; from: string; passed: PassedOn; reach?: PassedOn['reach'] }
    | { type: 'agent.resumed'; link: string; from: string; passed: PassedOn }
  );

export type VersionName = { hash: string; version: number };

/** Another place for a message that could not be delivered, and what it said. */
export type Elsewhere = Reach &
  Pick<Say, 'text' | 'choices' | 'sources'> & { attachments?: Attachment[]; author?: string; node?: string };

export type EventHead = { id: string; at: number; actor: Actor };

export type EventType = CaseEvent['type'];
export type EventOf<Type extends EventType> = Extract<CaseEvent, { type: Type }>;

export type Actor =
  | { kind: 'customer'; id: string }
  | { kind: 'agent'; id: string; name: string }
  | { kind: 'flow' }
  | { kind: 'system' };

/** The policies of the shop as they were when the case last looked, so that a decision can be replayed. */
export type PolicySnapshot = { version: number; values: JsonObject };
