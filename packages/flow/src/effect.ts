import type { Brief } from './brief.ts';
import type { CallbackRequest } from './callback.ts';
import type { Actor, PolicySnapshot } from './event.ts';
import type { JsonObject } from './json.ts';
import type { PassedOn } from './passed-on.ts';
import type { Local } from './plan.ts';
import type { Attachment, Choice, Customer, CustomerMessage, Say, Source } from './message.ts';

/** What a case asks of the world. `step` decides; the adapter (workflow, simulator, replay) performs. */
export type Effect =
  | { type: 'turn.opened'; turn: number; messages: string[] }
  | { type: 'turn.ended'; turn: number; outcome: TurnOutcome }
  | RunEffect
  /** The way the token took, so that an auditor and a picture can follow it: a node was left by a port, or waits. */
  | { type: 'node.left'; run: string; node: string; port: string }
  | { type: 'node.waits'; run: string; node: string }
  | SendEffect
  | { type: 'send.cancel' }
  | { type: 'timer.set'; timer: string; at: number }
  | { type: 'timer.clear'; timer: string }
  | HandOffEffect
  /** The customer is to be called; `run` is the node that waits for it. */
  | ({ type: 'callback'; run: string } & CallbackRequest)
  | { type: 'forward'; to: 'queue' | 'agent'; messages: string[] }
  | { type: 'suggest'; run: string; say: Say[] }
  | { type: 'note'; text: string; actor: Actor }
  | { type: 'owner.changed'; owner: Owner }
  | { type: 'reopen' }
  | { type: 'close'; reason: string }
  /** What another case of the customer goes on with: it is told as an event of that case. */
  | { type: 'passOn'; link: string; to: string; passed: PassedOn }
  /** From the one version of its flow to the other, by their hashes. */
  | { type: 'flow.moved'; from: string; to: string }
  /** `about`: the node that is the reason. */
  | { type: 'ignored'; reason: IgnoredReason; about?: string };

export type TurnOutcome = 'reply' | 'handover' | 'wait' | 'close';

export type Owner = 'flow' | 'queue' | 'agent' | 'nobody';

export type IgnoredReason =
  | 'duplicate'
  | 'late-result'
  | 'late-timer'
  | 'late-send'
  | 'case-closed'
  | 'owned-by-another-agent'
  | 'already-owner'
  | 'not-owner'
  | 'unknown-promise'
  | 'too-many-promises'
  | 'case-joined'
  | 'not-joined'
  | 'already-there'
  | 'flow-changed'
  | 'flow-unknown'
  | 'place-busy'
  | 'place-gone'
  | 'place-other-type'
  | 'place-other-wait'
  | 'place-unread'
  | 'unknown-event';

/** Start a node's runner. `run` is `nodeId#visit`, unique in the case, and the activity's idempotency key. */
export type RunEffect = {
  type: 'run';
  run: string;
  node: string;
  nodeType: string;
  local: Local;
  title: string;
  input: RunInput;
};

/** All that a runner is told. Config has its expressions and templates resolved. */
export type RunInput = {
  config: JsonObject;
  messages: CustomerMessage[];
  customer: Customer;
  case: { id: string; turn: number; language?: string; values: JsonObject; brief: Brief };
  nodes: { [id: string]: NodeOutput };
  policies: PolicySnapshot;
  languages: string[];
};

export type NodeOutput = { port: string; visit: number; output: JsonObject };

/** Say something to the customer. `send` is `caseId:turn:n`: the outbox row's id, so nothing is said twice. */
export type SendEffect = {
  type: 'send';
  send: string;
  actor: Actor;
  channel: string;
  conversation: string;
  text: string;
  choices?: Choice[];
  sources?: Source[];
  /** Files that an agent sends along. */
  attachments?: Attachment[];
  node?: string;
};

export type HandOffEffect = {
  type: 'handOff';
  queue: string;
  reason: string;
  priority: number;
  skill?: string;
  brief: Brief;
};
