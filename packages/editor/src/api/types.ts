import type { ChannelCapabilities } from '@throughline/flow/channel-capabilities';
import type { DeclarationData } from '@throughline/flow/declaration-data';
import type { Brief } from '@throughline/flow/brief';
import type { Effect, Owner } from '@throughline/flow/effect';
import type { Actor, CaseEvent } from '@throughline/flow/event';
import type { Choice, Say, Source } from '@throughline/flow/message';
import type { Flow } from '@throughline/flow/schema';

/** What the staff's endpoints answer; the server's own description is `/api/openapi.json`. Times are milliseconds since the epoch. */
export type Role = 'admin' | 'ops' | 'agent' | 'auditor' | 'developer';

/** What a one-time link is for; `apiTokens`: how many of the person's end with a new password. */
export type SetupLink = { purpose: 'first-admin' | 'invitation' | 'password-reset'; apiTokens?: number };

export type User = { id: string; name: string; email: string; role: Role; disabled?: boolean };

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

export type MessageAuthor = 'customer' | 'bot' | 'agent' | 'note';

/** `coming`: it is being fetched from the channel's provider; `bytes` is 0 while nobody knows. */
export type StaffAttachment = {
  id: string;
  name: string;
  mediaType: string;
  bytes: number;
  state: 'kept' | 'coming' | 'lost';
};

export type StaffMessage = {
  id: string;
  seq: number;
  conversation: string;
  channel: string;
  from: MessageAuthor;
  author?: string;
  text: string;
  choices?: Choice[];
  sources?: Source[];
  attachments?: StaffAttachment[];
  choice?: string;
  /** Of a mail: what is kept of how it came. */
  original?: { mail: boolean; html: boolean };
  at: number;
  delivery: 'stored' | 'delivered' | 'seen' | 'failed';
  /** The case that it came with, by a join. */
  cameWith?: string;
  erasedAt?: number;
};

export type Identifier = {
  kind: string;
  value: string;
  level: 'verified' | 'claimed';
  author: string;
  at: number;
  /** What the level rests on. */
  evidence?: Evidence;
  /** Several people use it. */
  shared?: boolean;
};

export type Evidence = string | { [name: string]: unknown };

type CaseEnd = { id: string; issue?: string };

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

/** That customer `from` turned out to be customer `into`. */
export type Merge = {
  id: string;
  from: string;
  into: string;
  author: string;
  authorName?: string;
  reason: string;
  evidence: Evidence;
  at: number;
  state: 'begun' | 'merged' | 'undoing' | 'undone';
  undone?: { author: string; authorName?: string; reason: string; at: number };
};

export type MergeReason =
  | {
      code: 'claims-verified' | 'verified-is-claimed' | 'both-verified' | 'both-claim';
      kind: string;
      value: string;
    }
  | { code: 'same-name-and-postcode'; name: string; postcode: string };

/** Somebody who may be the same person. */
export type MergeSuggestion = { customerId: string; name?: string; reasons: MergeReason[] };

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

/** `agent` asked for it; without one, the flow did. */
export type Callback = {
  id: string;
  by: 'bot' | 'agent';
  agent?: { id: string; name: string };
  state: 'waiting' | 'placing' | 'ringing' | 'talking' | 'done' | 'missed' | 'cancelled';
  reason?: string;
  tried: number;
  dueAt?: number;
  until?: number;
  requestedAt: number;
  changedAt: number;
};

/** What an agent asks for. Without `number` it is the proven one; `own`: the agent's telephone. */
export type CallbackRequest = {
  action: string;
  by: 'bot' | 'agent';
  number?: string;
  own?: string;
  from?: number;
  until?: number;
};

/** A mail that no case got. `takeable`: it can still become a message. */
export type SetAsideMail = {
  id: string;
  kind: string;
  at: number;
  from?: string;
  subject: string;
  text?: string;
  bytes?: number;
  takeable: boolean;
};

export type SetAsidePage = { mails: SetAsideMail[]; next?: { before: number; beforeId: string } };

export type ProposedPromise = { id: string; text: string; dueAt?: number; message: string };

export type CustomerDetail = {
  customer: {
    id: string;
    name?: string;
    language?: string;
    facts?: { [name: string]: string | number | boolean };
    createdAt: number;
    erasedAt?: number;
    identifiers: Identifier[];
  };
  cases: CaseSummary[];
};

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

/** Only its type is left of an effect whose contents were erased. */
export type JournalEffect = Effect | { type: Effect['type'] };

/** What nodes were called when the entry was written, by their ids. */
export type NodeTitles = { readonly [node: string]: string };

export type JournalEntry = {
  seq: number;
  at: number;
  type: CaseEvent['type'];
  actor: { kind: Actor['kind']; id?: string; name?: string };
  node?: string;
  run?: string;
  effects: JournalEffect[];
  titles: NodeTitles;
  /** Null when the contents were erased. */
  event: CaseEvent | null;
  outcome?: string;
  digest: string;
  prev: string;
};

export type JournalFlow = {
  id: string;
  hash: string;
  title: string;
};

export type JournalPage = { entries: JournalEntry[]; flow: JournalFlow | null; last: number };

export type Verdict = {
  chain: { ok: boolean; entries?: number; seq?: number; reason?: string };
  replay: {
    ok: boolean;
    events?: number;
    seq?: number;
    reason?: string;
    type?: string;
    recorded?: string;
    decided?: string;
  };
  record: { ok: boolean; messages?: number; withheld?: number; reason?: string; id?: string };
};

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

export type Author = { id: string; name: string };

export type FlowSummary = {
  flowId: string;
  title: string;
  live: { hash: string; version: number; publishedAt: number; author?: Author } | null;
  drafts: FlowDraftFacts[];
};

export type FlowTemplate = {
  name: string;
  title: string;
  description: string;
  channels: string[];
  /** What it needs that it cannot bring, in sentences. */
  needs: string[];
  nodes: number;
  articles: number;
  policies: number;
  tests: number;
};

export type FlowVersion = {
  flowId: string;
  hash: string;
  version: number;
  title: string;
  author: Author;
  note?: string;
  at: number;
  /** Cases that run by it and are not closed. */
  running?: number;
};

/** `base`: hash of the version it began from, null for a flow that was never published. */
export type FlowDraft = { flow: unknown; base: string | null; revision: number; updatedAt: number };

export type FlowDraftFacts = Omit<FlowDraft, 'flow'> & { author: Author; mine: boolean; title: string };

/** `expected`: the hash that was live when the author looked; `draft`: the revision that becomes this version. */
export type Publication = ({ flow: object; untested?: string } | { hash: string }) & {
  note?: string;
  expected?: string | null;
  draft?: number;
  running?: RunningCases;
};

/** What becomes of cases that run other versions: they stay on theirs, or those that can go on by the new one. */
export type RunningCases = 'pinned' | 'move';

export type ToPreview = { flow: Flow } | { hash: string };

/** Where running cases of other versions stand, and whether a version has that place. */
export type PublishPreview = { cases: number; more: boolean; fitting: number; places: PlaceOfCases[] };

/** `node`: null where they rest. `text`: why they do not fit, in words. */
export type PlaceOfCases = {
  hash: string;
  version: number;
  node: { id: string; title: string; type: string } | null;
  cases: number;
  fits: boolean;
  why?: string;
  text?: string;
};

/** The last time that running cases were to go on by another version: how far that is, and which stay. */
export type FlowMove = {
  id: string;
  to: { hash: string; version: number };
  author: Author;
  reason: string;
  at: number;
  state: 'running' | 'done' | 'stopped';
  endedAt?: number;
  cases: number;
  moved: number;
  kept: number;
  waiting: number;
  places: {
    hash: string;
    version: number;
    node: { id: string; title: string } | null;
    cases: number;
    why: string;
    text: string;
  }[];
};

export type NodeType = DeclarationData & { builtIn: boolean };

/** A flow that uses a type of node, live or as a draft of who asks. */
export type NodeUse = {
  flowId: string;
  title: string;
  where: 'live' | 'draft';
  nodes: { id: string; title: string }[];
};

/** `template`: what is said when the session window is over has an approved form. */
export type ChannelFacts = {
  name: string;
  title: string;
  capabilities: ChannelCapabilities;
  template: boolean;
};
