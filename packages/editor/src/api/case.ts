import type { Brief } from '@throughline/flow/brief';
import type { Owner } from '@throughline/flow/effect';
import type { Say } from '@throughline/flow/message';
import type { Callback } from './callback.ts';
import type { Identifier } from './customer.ts';
import type { MessageAuthor, StaffMessage } from './message.ts';

export type CaseSummary = {
  id: string;
  customer: { id: string; name?: string };
  channel: string;
  owner: Owner;
  agent?: { id: string; name: string };
  queue?: { name: string; reason: string; priority: number; skill?: string; since: number };
  language?: string;
  tags: string[];
  turn: number;
  /** What it is about, from the brief. */
  issue?: string;
  /** Messages of the customer that no person has answered. */
  unread: number;
  lastMessage?: { text: string; at: number; from: MessageAuthor };
  openedAt: number;
  updatedAt: number;
  closedAt?: number;
  closeReason?: string;
  reopened: number;
  /** The case that it goes on in. */
  joinedInto?: string;
  erasedAt?: number;
  /** What its answers took of a paid model. */
  usage?: ModelUsage;
  flow: { id: string; hash: string };
  /** In lists, there while the customer is on the telephone. */
  call?: { since: number };
};

/** `cost` in US dollars; 0 where no prices are configured. */
export type ModelUsage = { calls: number; inputTokens: number; outputTokens: number; cost: number };

export type CaseDetail = {
  case: CaseSummary;
  customer: { id: string; name?: string; language?: string; verified: boolean; identifiers: Identifier[] };
  brief?: Brief;
  messages: StaffMessage[];
  /** What the flow would have said while a person has the case. */
  suggestion?: { run: string; say: Say[]; at: number };
  /** What reads like a promise, and nobody has said yet whether it is one. */
  proposals: ProposedPromise[];
  /** There while the customer is on the telephone. */
  call?: { since: number };
  /** Calls to the customer that were asked for, the oldest first. */
  callbacks: Callback[];
  /** How it was joined or split, oldest first, also what was undone. */
  links: CaseLink[];
};

/** Of a join, `from` goes on in `into`; of a split, so many messages of `from` went into the new case `into`. */
export type CaseLink = {
  id: string;
  kind: 'join' | 'split';
  from: CaseEnd;
  into: CaseEnd;
  messages?: number;
  author: { id: string; name: string };
  at: number;
  state: 'begun' | 'done' | 'undoing' | 'undone' | 'refused';
  undone?: { author: { id: string; name: string }; at: number };
};

type CaseEnd = { id: string; issue?: string };

export type ProposedPromise = { id: string; text: string; dueAt?: number; message: string };

/** Where a customer can be reached; `why` it cannot be chosen. */
export type Place = {
  channel: string;
  conversation?: string;
  address?: string;
  current: boolean;
  heardAt?: number;
  openUntil?: number;
  byTemplate?: boolean;
  /** How the customer gets files of a reply there. */
  files: 'sent' | 'links' | 'none';
  why?: string;
};

export type Queue = { name: string; waiting: number; oldest?: number };

export type AgentAction =
  | { type: 'claim' | 'type' }
  | { type: 'reply'; text?: string; attachments?: string[] }
  | { type: 'note'; text: string }
  | { type: 'return'; text?: string }
  | { type: 'transfer'; queue: string; reason?: string }
  | { type: 'close'; reason?: string }
  | { type: 'move'; conversation: string }
  | { type: 'promise'; promise: ProposedPromise }
  | { type: 'settle'; promise: string; as: 'kept' | 'broken' };
