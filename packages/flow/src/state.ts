import type { Brief } from './brief.ts';
import { emptyBrief } from './brief.ts';
import type { NodeOutput, Owner } from './effect.ts';
import type { PolicySnapshot } from './event.ts';
import { firstInterpreter } from './interpreter.ts';
import type { Json, JsonObject } from './json.ts';
import type { Choice, Customer, CustomerMessage, Reach } from './message.ts';

/** All a case knows between two events. Plain JSON, bounded: no list grows with the number of turns. */
export type CaseState = {
  schema: 1;
  /** By which rules this case decides, see `interpreter`. */
  interpreter: number;
  caseId: string;
  flow: { id: string; hash: string };
  openedAt: number;
  owner: Owner;
  agent?: { id: string; name: string };
  queue?: { name: string; reason: string };
  customer: Customer;
  policies: PolicySnapshot;
  /** Where answers go: where the customer spoke last, or where the case was moved since. */
  reach?: Reach;
  language?: string;
  values: JsonObject;
  tags: string[];
  brief: Brief;
  reopened: number;
  /** It went on in another case, and is as it was when that is undone. */
  joined?: JoinedState;

  turn: number;
  /** The turn that is open now; undefined between turns. */
  open?: OpenTurn;
  /** Where the token is; undefined when the flow rests and the next message starts at an entry. */
  position?: Position;
  visits: { [node: string]: number };
  outputs: { [node: string]: NodeOutput };

  /** Messages that wait to be taken by the flow: a burst, or what came while a node ran. */
  pending: CustomerMessage[];
  /** Messages that the flow took last: the scope's `message` is the last of them. */
  messages: CustomerMessage[];
  /** Messages a person has not yet answered, while the case is with people. */
  unanswered: CustomerMessage[];
  /** What was last offered, so that "2" or a label is known as a choice. */
  offered: Choice[];
  timers: { [timer: string]: number };
  /** Ids of events that came from outside, newest last, bounded. */
  seen: string[];
  /** A node that was running when a person took over: its answer becomes a suggestion. */
  suggesting?: string;
};

/** `timers`: how long each still had, in milliseconds. */
export type JoinedState = {
  link: string;
  into: string;
  owner: Owner;
  agent?: { id: string; name: string };
  queue?: { name: string; reason: string };
  position?: Position;
  timers: { [timer: string]: number };
};

export type OpenTurn = { visits: number; sent: number; said: boolean; messages: string[] };

export type Position = {
  node: string;
  run: string;
  phase: 'running' | 'waiting';
  /** What a waiting node does with messages: takes them, or holds them until it is done. */
  messages: 'take' | 'hold';
  /** True when the node waits for a person to give the case back. */
  person: boolean;
  memory: Json;
};

export const maxSeen = 300;
export const maxHeldMessages = 50;

export function emptyState(): CaseState {
  return {
    schema: 1,
    interpreter: firstInterpreter,
    caseId: '',
    flow: { id: '', hash: '' },
    openedAt: 0,
    owner: 'flow',
    customer: { id: '', verified: false },
    policies: { version: 0, values: {} },
    values: {},
    tags: [],
    brief: emptyBrief,
    reopened: 0,
    turn: 0,
    visits: {},
    outputs: {},
    pending: [],
    messages: [],
    unanswered: [],
    offered: [],
    timers: {},
    seen: [],
  };
}
