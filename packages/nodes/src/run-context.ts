import type { Json, JsonObject } from '@throughline/flow/json';
import type { Choice, Customer, Source } from '@throughline/flow/message';
import type { PolicySnapshot } from '@throughline/flow/event';
import type { ContentReference } from '@throughline/flow/node-result';
import type { Place } from './place.ts';

/** The only way in which a runner reaches the world, so that address checks, credentials and limits have one home. */
export type RunContext = {
  caseId: string;
  /** `nodeId#visit` */
  run: string;
  /**
   * The same on every try of this run, different for every other. One run may ask for several things, so a request goes
   * out under this key and a digest of what it asks for.
   */
  idempotencyKey: string;
  /** Aborted when the activity times out or is cancelled. */
  signal: { readonly aborted: boolean; throwIfAborted(): void };
  now(): number;
  log(text: string, facts?: { [name: string]: string | number | boolean }): void;
  http: HttpAccess;
  knowledge: KnowledgeAccess;
  model: ModelAccess;
  customers: CustomerAccess;
  proofs: ProofAccess;
  channels: ChannelAccess;
  matches: MatchAccess;
  /** Keeps a large body beside the state and returns a reference for the node's output. */
  keep(name: string, body: Json): Promise<ContentReference>;
  load(reference: ContentReference): Promise<Json>;
};

export type HttpAccess = {
  /**
   * One request with address check (SSRF guard, every redirect), time and size limits, bounded retries and an
   * `Idempotency-Key`: the run's key with a digest of method, URL and body, unless `headers` names another. Resolves for every HTTP status; throws `NodeFailure` with code `http.refused-address`,
   * `http.unreachable` or `http.too-large`, and `HttpTimeout` when time is up.
   */
  request(request: HttpRequest): Promise<HttpResponse>;
};

export type HttpRequest = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: string;
  headers?: { [name: string]: string };
  body?: Json;
  /** Name of a stored credential; its secret is added by the engine and never seen here. */
  credential?: string;
  timeoutMs: number;
};

export type HttpResponse = { status: number; headers: { [name: string]: string }; body: Json; url: string };

export class HttpTimeout extends Error {
  constructor(url: string, timeoutMs: number) {
    super(`${new Intl.NumberFormat('en').format(timeoutMs)} ms passed without an answer from ${url}`);
    this.name = 'HttpTimeout';
  }
}

export type KnowledgeAccess = {
  /** Passages, best first; article texts have the given policy values filled in. */
  retrieve(query: {
    text: string;
    language?: string;
    limit: number;
    articleId?: string;
    policies: PolicySnapshot;
  }): Promise<Retrieval>;
};

export type Retrieval = {
  passages: Passage[];
  /** Confidence in [0, 1] that the first passage's article answers the question. */
  confidence: number;
  /** What the engine keeps for its own answering: how each passage was found. Pass it on untouched. */
  detail: Json;
};

export type Passage = Source & { id: string; text: string; score: number };

export type ModelAccess = {
  /** An answer whose every statement passed the grounding check, or the titles to offer, or the refusal. */
  answer(request: {
    question: string;
    language: string;
    retrieval: Retrieval;
    policies: PolicySnapshot;
    instructions?: string;
  }): Promise<GroundedAnswer>;
  classify(request: {
    text: string;
    labels: { id: string; description: string }[];
    instructions?: string;
  }): Promise<{ label: string; confidence: number }>;
};

export type GroundedAnswer =
  | { band: 'answer'; text: string; sources: Source[]; confidence: number; dropped: number }
  | { band: 'offer'; choices: Choice[]; confidence: number }
  | { band: 'not-sure'; confidence: number };

export type CustomerAccess = {
  get(id: string): Promise<Customer & { identifiers: Identifier[] }>;
  /** Other customers that hold this identifier as verified. */
  find(identifier: { kind: string; value: string }): Promise<Customer[]>;
  claim(customerId: string, identifier: { kind: string; value: string }, evidence: JsonObject): Promise<void>;
};

/** One-time codes, by which somebody proves that they are a customer. Running again sends and tries nothing again. */
export type ProofAccess = {
  /** Sends a code, if a customer has proven the identifier. Whether anybody has is not told. */
  start(request: {
    customerId: string;
    identifier: { kind: string; value: string };
    language?: string;
  }): Promise<
    | { ok: true; proof: string }
    | { ok: false; code: 'limited'; again: number }
    | { ok: false; code: 'no-channel' }
  >;
  /** Who gives the right code is the customer whom it was sent to: the one who asked is merged into them. */
  check(request: {
    customerId: string;
    proof: string;
    code: string;
  }): Promise<
    | { ok: true; customerId: string }
    | { ok: false; code: 'wrong'; triesLeft: number }
    | { ok: false; code: 'over' }
  >;
};

export type ChannelAccess = {
  /** Where the customer of this case can be reached, what was heard last first; with what is closed, and why. */
  places(): Promise<Place[]>;
  /** Makes sure that a place's conversation is there, before something is said in it. Safe to call again. */
  open(conversation: string): Promise<void>;
  /** Who waits in a queue now, and for how long the first of them. */
  queue(name: string): Promise<{ waiting: number; longestMs: number }>;
};

/** Match rules: what somebody said agrees with what another system holds. Running again takes and links nothing again. */
export type MatchAccess = {
  /** One try of the hour's, for the customer, the case and the identifier; `again`: when the next one is free, ms. */
  take(request: {
    customerId: string;
    identifier: { kind: string; value: string };
    triesAnHour: number;
  }): Promise<{ ok: true } | { ok: false; again: number }>;
  /**
   * Links what agreed. `known`: it is `customerId` now, who may be another one than asked where `merges` allows it; else it
   * is kept as a claim. `said`: somebody may say there that they are not the customer.
   */
  link(request: {
    customerId: string;
    identifier: { kind: string; value: string };
    proves: boolean;
    merges: boolean;
    said: string;
    evidence: JsonObject;
  }): Promise<{ known: boolean; customerId: string; reason: string }>;
};

export type Identifier = { kind: string; value: string; level: 'verified' | 'claimed' };
