import type { Brief, BriefPatch } from './brief.ts';
import type { CallbackRequest } from './callback.ts';
import type { NodeOutput } from './effect.ts';
import type { PolicySnapshot } from './event.ts';
import type { Json, JsonObject } from './json.ts';
import type { Customer, CustomerMessage, Say } from './message.ts';
import type { NodeError, NodeResult } from './node-result.ts';

/**
 * The behaviour of a node that only decides: pure, synchronous, runs inside `step`. No clock (`context.now`), no I/O, no
 * chance. Called when the token enters, and, while the node waits, for messages and for its timer.
 */
export type Decider<Config = JsonObject, Port extends string = string> = {
  enter(context: DeciderContext<Config>): Decision<Port>;
  message?(context: WaitingContext<Config>): Decision<Port>;
  timer?(context: WaitingContext<Config>): Decision<Port>;
  /** What came of the call that the node asked for stands in its memory, as a `CallbackOutcome`. */
  callback?(context: WaitingContext<Config>): Decision<Port>;
  /**
   * What a case that waits here relies on: it can go on by a version of the flow in which this is the same. Left out, any node
   * of the type will do.
   */
  waitsAs?(config: Config, hasEdge: (port: Port) => boolean): Json;
  /** Only for nodes where a turn can start: how well the message fits (0: not at all), and the quiet window. */
  entry?: {
    match(config: Config, message: CustomerMessage): number;
    quietMs(config: Config): number;
  };
};

export type Decision<Port extends string = string> =
  | NodeResult<Port>
  | {
      wait: { until?: number; messages: 'take' | 'hold'; person?: boolean; memory?: Json };
      say?: Say[];
      brief?: BriefPatch;
      /** Has the customer called while the node waits. */
      callback?: CallbackRequest;
    }
  | {
      handOff: { queue: string; reason: string; priority?: number; skill?: string };
      say?: Say[];
      brief?: BriefPatch;
      waitUntil?: number;
    }
  | { close: { reason: string }; say?: Say[] }
  | { fail: NodeError };

export type DeciderContext<Config> = {
  now: number;
  node: { id: string; title: string; visit: number };
  /** Raw config: expressions and templates are source text. */
  config: Config;
  messages: CustomerMessage[];
  customer: Customer;
  language: string;
  timeZone: string;
  policies: PolicySnapshot;
  nodes: { [id: string]: NodeOutput };
  values: JsonObject;
  tags: string[];
  brief: Brief;
  turn: number;
  /** By which rules the case decides, see `interpreter`. */
  interpreter: number;
  hasEdge(port: string): boolean;
  /** Evaluates a CEL expression in the scope of the case. Throws `ExpressionError`; `step` turns it into a node failure. */
  evaluate(expression: string): Json;
  /** Renders a `{{ }}` template in the scope of the case. Throws `ExpressionError`. */
  render(template: string): string;
};

export type WaitingContext<Config> = DeciderContext<Config> & { memory: Json };

/** Deciders by node type. */
// The config type is checked where a decider is defined; here it can only be unknown.
export type Deciders = { [type: string]: Decider<never> };
