import type { Level } from '../../stores/identifiers.ts';
import type { ChannelRequest, WebhookReply } from '../channel.ts';

/**
 * A telephone provider: how its requests are proven and read, and how it is told what to do. What is said in a call, and when,
 * is the same for all of them.
 */
export type Telephony = {
  /** Part of its addresses: `/channels/<name>/voice`. */
  name: string;
  /** The only key that a person takes a call with; any key does without it. */
  takesWith?: string;
  verify(request: ChannelRequest): { ok: true } | { ok: false; code: 'missing' | 'invalid'; text: string };
  /** Of the request that opens a socket; missing where calls cannot be streamed. */
  verifySocket?(request: ChannelRequest): boolean;
  read(request: ChannelRequest): ReadReport;
  render(steps: CallStep[]): WebhookReply;
  /**
   * Has somebody called; resolves to what the provider calls it. Throws `NotSent` where the provider has not taken it, and
   * `SendRefused` where it never will; after any other error nobody knows.
   */
  place(call: NewCall): Promise<string>;
  /** What the provider calls the calls it placed to a number since a moment. Throws `NotSent` where it cannot be asked. */
  placedTo(query: { to: string; from: string; since: number }): Promise<string[]>;
};

/** Numbers in E.164; `answerUrl` is asked what to do when somebody answers, `endUrl` is told of the end. */
export type NewCall = {
  to: string;
  from: string;
  /** How long it rings. */
  seconds: number;
  answerUrl: string;
  endUrl: string;
  /** Finds out whether a machine answers; takes some seconds. */
  detectMachine: boolean;
};

export type ReadReport =
  | { ok: true; report: CallReport }
  | { ok: false; issues: { field: string; code: string; text: string; fix: string }[] };

/** What the provider says about a call. */
export type CallReport = {
  /** Of the caller's leg, also where another leg is reported. */
  callId: string;
  /** Our number. */
  ours: string;
  /** Who calls; nobody where the number is withheld. */
  caller?: Caller;
  ended: boolean;
  /** Of a call that we placed, also what its request is called; then `caller` is who was called. */
  requestId?: string;
  /** Why a call that we placed ended without an answer. */
  unanswered?: 'busy' | 'no-answer';
  /** An answering machine took the call that we placed. */
  machine?: boolean;
  /** What was recognised; `confidence` from 0 to 1, where the recogniser gives one. */
  speech?: { text: string; confidence?: number };
  digits?: string;
  /** What came of calling another person. */
  connected?: { answered: boolean; seconds?: number };
  /** Why our side of a socket gave the call back. */
  handoff?: Handoff;
};

/** `give-up`: the caller could not be understood or helped; `bye`: all is said. */
export const handoffs = ['go-on', 'give-up', 'bye'] as const;
export type Handoff = (typeof handoffs)[number];

/** Whoever answers a number that we called; that it rings there proves nobody. */
export function calledBack(number: string): Caller {
  return { number, level: 'claimed', evidence: 'called-back' };
}

export type Caller = { number: string; level: Level; evidence: string };

/** What a call does next. Addresses are whole; `locale` is a language tag such as `en-GB`. */
export type CallStep =
  | { do: 'say'; text: string; locale: string }
  /** Says it, and listens already; what was said or pressed, or nothing after `seconds`, goes to `next`. */
  | { do: 'listen'; say: string[]; locale: string; seconds: number; oneDigit: boolean; next: string }
  | { do: 'go-to'; next: string }
  /** Rings for `seconds`; the result goes to `next`. With `whisper`, who answers hears it first, and has `keySeconds` to take the call. */
  | {
      do: 'connect';
      number: string;
      from: string;
      seconds: number;
      keySeconds: number;
      whisper?: string;
      next: string;
    }
  /** To a person who was called: says it, and asks for any key. */
  | { do: 'ask-key'; say: string; locale: string; seconds: number; next: string }
  /** Streams over a WebSocket until our side ends it; then goes to `next`. */
  | { do: 'stream'; socket: string; greeting: string; locale: string; next: string }
  | { do: 'record' }
  | { do: 'hang-up' };
