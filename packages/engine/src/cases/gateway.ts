import type { Consent } from '../channels/consent-words.ts';
import type { Attachment } from '@throughline/flow/message';
import type { CaseLinkRow } from '../stores/case-links.ts';
import type { Reach } from '../stores/conversations.ts';

/**
 * The only way from the outside into a case. Channels and the API know this interface; `createCaseGateway` implements it
 * over the stores and Temporal.
 */
export type CaseGateway = {
  /**
   * Takes a customer's message: keeps it, finds or opens the case, and tells the case's workflow. Safe to call again with
   * the same `channel` and `providerMessageId`: nothing happens twice. When it rejects, call it again; what was kept by then is
   * delivered by the relay in any case.
   */
  receive(inbound: InboundMessage): Promise<Received>;
  /**
   * As `receive`, but resolves as soon as the message is kept, which is all that a provider has to wait for: what remains
   * follows beside it, in the order in which the messages of a conversation came, and is the relay's where it fails. Only
   * STOP and START have taken effect by then.
   */
  accept(inbound: InboundMessage): Promise<Pick<Received, 'duplicate'>>;
  /** What an agent does, or the customer other than write. `action` is made by the client: a double click is one action. */
  act(caseId: string, action: AgentAction | CustomerAction): Promise<ActionResult>;
  /** An open case of the customer goes on in another one; undone by `undoLink`. */
  join(caseId: string, request: LinkRequest & { into: string }): Promise<LinkResult>;
  /** Messages of the customer go on in a new case, which is the agent's. */
  split(caseId: string, request: LinkRequest & { messages: string[] }): Promise<LinkResult>;
  undoLink(link: string, request: LinkRequest): Promise<LinkResult>;
  /** Ends the workflow of a case that was erased, if one runs: it could not read itself any more. */
  endErased(caseId: string): Promise<void>;
};

export type InboundMessage = {
  channel: string;
  /** Unique within the channel: duplicates of the provider or of a retrying client carry the same one. */
  providerMessageId: string;
  conversation: string;
  messageId: string;
  text: string;
  /** Id of the offered choice that was pressed. */
  choice?: string;
  /** When the message reached us, in milliseconds since the epoch. */
  at: number;
  /**
   * What the channel itself proves or the customer says about who writes; never empty, the first decides who it is. A caller
   * who withholds the number has `phone` with the provider's word for it, and a conversation that is this call's alone.
   */
  identifiers: InboundIdentifier[];
  customerName?: string;
  language?: string;
  /** Both ends as the provider names them, where an answer goes. */
  reach?: Reach;
  attachments?: InboundAttachment[];
  /** Of e-mail and the like; also what tells a second issue from the first. */
  subject?: string;
  /**
   * It names its conversation in a way that only somebody who has read it can (a thread of mails): it goes to the case of that
   * conversation's customer, whoever writes, and changes nothing about who the customer is.
   */
  inThread?: true;
  /** The case it is about, if that is the customer's; it is opened again if it is closed. */
  about?: string;
  /** It is about something new: it opens a case of its own. */
  opensCase?: true;
  /** Who wrote it, where that is not the conversation's customer. */
  author?: string;
  /** How it came, bounded: the mail's bytes in base64, and its HTML made safe. */
  original?: { mail?: string; html?: string; bytes: number };
  /** The customer wants nothing more on this conversation, or something again, or asked the provider for help; nothing is answered. */
  consent?: Consent;
};

/**
 * A file that came with a message. With `reference` (a media URL or id of the provider, which the channel's `fetchFile`
 * understands) it is fetched afterwards; without, it lies in the file store already under this id, and is described there.
 */
export type InboundAttachment = {
  id: string;
  name?: string;
  mediaType?: string;
  bytes?: number;
  reference?: string;
};

export type InboundIdentifier = {
  kind: string;
  /** As the provider names it; intake brings it into its one form (`normalise-identifier.ts`). */
  value: string;
  level: 'verified' | 'claimed';
  /** What the level rests on, e.g. `signed-visitor-token`. */
  evidence: string;
};

export type Received = { caseId: string; duplicate: boolean };

/** The customer needs nothing more. */
export type CustomerAction = { action: string; type: 'customer-close'; customer: string; reason: string };

export type AgentAction = {
  action: string;
  type: AgentActionType;
  agent: { id: string; name: string };
  text?: string;
  /** Files of a reply, which lie in the file store. */
  attachments?: Attachment[];
  queue?: string;
  reason?: string;
  promise?: { id: string; text: string; messages: string[]; dueAt?: number };
  /** Id of the promise that was kept or broken. */
  settles?: string;
  as?: 'kept' | 'broken';
  /** Where the answers go from now on. */
  to?: { channel: string; conversation: string };
};

export const agentActionTypes = [
  'claim',
  'type',
  'reply',
  'note',
  'return',
  'transfer',
  'move',
  'close',
  'promise',
  'settle',
] as const;
export type AgentActionType = (typeof agentActionTypes)[number];

/** `action` is made by the client, and names the link: asked for again, it is made once. */
export type LinkRequest = { action: string; agent: { id: string; name: string } };

export type LinkResult = { ok: true; link: CaseLinkRow } | { ok: false; code: ActionRefusal; text: string };

export type ActionResult = { ok: true } | { ok: false; code: ActionRefusal; text: string };

export const actionRefusals = [
  'case.not-found',
  'case.closed',
  'case.owned-by-another-agent',
  'case.already-owned',
  'case.not-owner',
  'case.unknown-queue',
  'case.unknown-promise',
  'case.too-many-promises',
  'case.unreachable',
  'case.joined',
  'case.same',
  'case.other-customer',
  'case.nothing-left',
  'case.busy',
  'case.erased',
  'link.not-found',
  'link.not-last',
] as const;
export type ActionRefusal = (typeof actionRefusals)[number];
