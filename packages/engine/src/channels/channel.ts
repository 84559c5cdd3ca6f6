import type { Choice, Source } from '@throughline/flow/message';
import type { InboundMessage } from '../cases/gateway.ts';

/**
 * A place where customers write. A request from outside is verified, then parsed; `send` hands a message to the customer.
 * `Proof` is what `verify` established about the sender (a visitor, a signed provider), and all that `parse` may trust.
 */
export type Channel<Proof = unknown> = {
  name: string;
  capabilities: ChannelCapabilities;
  verify(request: ChannelRequest): Promise<Verified<Proof>>;
  /** Pure: the messages in a verified request, or what is wrong with it. */
  parse(request: ChannelRequest, proof: Proof): Parsed;
  /**
   * Safe to run twice with the same `id`: the customer gets it once. Rejects with `SendRefused` when another try cannot help,
   * with anything else when it may.
   */
  send(message: OutboundMessage): Promise<Sent>;
};

/** What a channel can do. What it cannot do, the core and the editor's channel check work around. */
export type ChannelCapabilities = {
  /** Longest text in one message. */
  maxTextLength: number;
  /** How offered choices reach the customer. */
  choices: 'buttons' | 'numbers' | 'spoken';
  /** Most choices one message may carry. */
  maxChoices: number;
  sources: 'links' | 'text' | 'none';
  typing: boolean;
  /** The furthest state of delivery that the channel reports. */
  receipts: 'none' | 'delivered' | 'seen';
  attachments: boolean;
  /** False where a message may only answer one (no first word by us). */
  canOpen: boolean;
};

/** A request as it came in: `body` is parsed JSON or form fields, `rawBody` the bytes where a signature covers them. */
export type ChannelRequest = {
  url: string;
  headers: { [name: string]: string | undefined };
  body: unknown;
  rawBody?: Uint8Array;
  /** When it came, in milliseconds since the epoch. */
  at: number;
};

export type Verified<Proof> =
  { ok: true; proof: Proof } | { ok: false; code: 'missing' | 'invalid'; text: string };

export type Parsed =
  | { ok: true; messages: InboundMessage[] }
  | { ok: false; issues: { field: string; code: string; text: string; fix: string }[] };

export type OutboundMessage = {
  /** The send id; the provider's idempotency key. */
  id: string;
  caseId: string;
  conversation: string;
  from: 'bot' | 'agent';
  author?: string;
  text: string;
  choices?: Choice[];
  sources?: Source[];
  at: number;
};

/** The provider will never take this message: a wrong number, a customer who opted out. `code` is `channel.<what>`. */
export class SendRefused extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = 'SendRefused';
    this.code = code;
  }
}

export type Sent = { providerMessageId?: string; state: 'stored' | 'delivered' };
