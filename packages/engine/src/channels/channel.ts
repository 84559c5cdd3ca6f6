import type { ChannelCapabilities } from '@throughline/flow/channel-capabilities';
import type { Attachment, Choice, Source } from '@throughline/flow/message';
import type { NodeError } from '@throughline/flow/node-result';
import type { InboundMessage } from '../cases/gateway.ts';

export type { ChannelCapabilities } from '@throughline/flow/channel-capabilities';

/**
 * A place where customers write. A request from outside is verified, then parsed; `send` hands a message to the customer.
 * `Proof` is what `verify` established about the sender (a visitor, a signed provider), and all that `parse` may trust.
 */
export type Channel<Proof = unknown> = {
  name: string;
  /** Its name for people. */
  title: string;
  capabilities: ChannelCapabilities;
  /** Left out where only messages tell who is at the other end. */
  ends?: ChannelEnds;
  /** Where the provider calls; each is verified and parsed below. Channels with routes or servers of their own have none. */
  webhooks?: Webhook[];
  verify(request: ChannelRequest): Promise<Verified<Proof>>;
  /** Pure: the messages in a verified request, or what is wrong with it. */
  parse(request: ChannelRequest, proof: Proof): Parsed;
  /**
   * True where giving the same send twice, even at once, is harmless: what is sent goes out over the feed, which the channel
   * follows. Else only one process gives it at a time, in the order
   * of the conversation, and says with `again` that the provider may have it.
   */
  knowsSends: boolean;
  /**
   * Safe to run twice with the same `id`: the customer gets it once. Rejects with `SendRefused` when another try cannot help,
   * with `NotSent` when it may and the provider surely has not taken it, with anything else when that is not known.
   */
  send(message: OutboundMessage): Promise<Sent>;
  /** How a test from the settings reaches somebody, where `send` needs a customer who is there. */
  sendTest?(message: OutboundMessage): Promise<Sent>;
  /** How long a try of `send` takes at most, in milliseconds; less than two minutes without. */
  longestSendMs?: number;
  /** So many tries may end without a word of whether the provider has it: the customer may get one for each. */
  maxUnsureTries?: number;
  /** Shows the customer that an answer is being worked on, where the provider has to be told. */
  showTyping?(conversation: string): Promise<void>;
  /**
   * The bytes of an attachment that came by `reference`. Rejects with `FileRefused` when another try cannot help; anything
   * else is tried again for a day. Stop at `signal`, and at `maxBytes` while reading: `download` does both.
   */
  fetchFile?(reference: string, limits: FileLimits): Promise<FetchedFile>;
};

/** Who is at the two ends of a conversation. */
export type ChannelEnds = {
  /** The kind of identifier that the customer's end is, such as `phone`. */
  theirs: string;
  /** Our end, where we can begin a conversation. */
  ours?: string;
  /** A conversation is of one case (a thread of mails); else there is one for two ends. */
  perCase?: true;
  /** There is an approved template for what is said when the session window is over. */
  template?: boolean;
};

export type FileLimits = { signal: AbortSignal; maxBytes: number };

export type FetchedFile = { bytes: Uint8Array; mediaType?: string };

export type Webhook = {
  method: 'get' | 'post';
  path: `/channels/${string}`;
  summary: string;
  /** 256 kB when not given. */
  limitBytes?: number;
};

/**
 * A request as it came in: `body` is parsed JSON or form fields (a list where a field is repeated), `rawBody` the bytes that
 * signatures cover. `url` begins with the configured public address: what the Host header says proves nothing.
 */
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
  | {
      ok: true;
      messages: InboundMessage[];
      receipts?: Receipt[];
      /** What the provider is answered; 204 without. */
      reply?: WebhookReply;
    }
  | { ok: false; issues: { field: string; code: string; text: string; fix: string }[] };

/** How far a message of ours got. Receipts come in any order, more than once, and before `send` has returned. */
export type Receipt = {
  /** The send, where the provider gives it back to us; else what it called the message. */
  send?: string;
  providerMessageId?: string;
  /** Instead of one message: all that were sent there up to this time. */
  until?: { conversation: string; at: number };
  state: 'delivered' | 'seen' | 'failed';
  /** Of `failed`: `channel.<what>`. */
  error?: NodeError;
  at: number;
};

export type WebhookReply = { status?: number; type: string; body: string };

export type OutboundMessage = {
  /** The send id; the provider's idempotency key. */
  id: string;
  /** The provider may have it already: it was given the message before, and nobody knows what came of that. */
  again?: boolean;
  caseId: string;
  conversation: string;
  from: 'bot' | 'agent';
  author?: string;
  text: string;
  choices?: Choice[];
  sources?: Source[];
  /** `url`: where anybody who has it can fetch the file for a while, such as a provider or the customer. */
  attachments?: (Attachment & { url: string })[];
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

/** The file can never be had: it is gone, too large, or at an address that may not be asked. `code` is `file.<what>`. */
export class FileRefused extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = 'FileRefused';
    this.code = code;
  }
}

/** The provider has not taken it, this time: it was not reached, was busy, or asked to come again. */
export class NotSent extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'NotSent';
  }
}

/** `providerMessageId`: of the last part, where a long text went in several. */
export type Sent = { providerMessageId?: string; state: 'stored' | 'delivered' };
