import type { ZodType } from 'zod';
import type { JsonObject } from './json.ts';
import type { Local } from './plan.ts';

/**
 * What a node is, for editors, validation and documentation; its behaviour lives beside it. Opens in a browser. The words
 * on the schema (`.meta({ title, description, widget })`) are what forms, docs and error texts show.
 */
export type NodeDeclaration<Config = unknown, Port extends string = string> = {
  type: string;
  kind: 'run' | 'decide';
  title: string;
  help: string;
  group: 'talk' | 'decide' | 'know' | 'people' | 'work';
  /** lucide icon name */
  icon: string;
  config: ZodType<Config>;
  /** Ports, fixed or made from the config (a switch has one for each case). */
  ports: PortDeclaration<Port>[] | FromConfig<Config, PortDeclaration<Port>[]>;
  /** A turn can start here. */
  entry?: boolean;
  /** Only for kind `run`; may depend on the config. */
  local?: Local | FromConfig<Config, Local>;
  /**
   * Only for kind `run`: what it asks of other systems changes nothing there, so that a simulation may run it unasked; customers,
   * cases and channels are pretended there anyway. Without it, whoever simulates is asked first.
   */
  safeInSimulation?: boolean;
  /** Entering this node makes the flow wait (for a reply, a person, a time), so a loop through it cannot spin. */
  waits?: boolean;
  /** What the customer gets here: something is said, or the case is handed over or closed. */
  answers?: 'says' | 'hands-over' | 'closes';
  /** Fields of `nodes.<id>.output`, with the type for completion and checks. */
  outputs?: {
    [field: string]: {
      type: 'text' | 'number' | 'boolean' | 'list' | 'object';
      help: string;
      /** Of an object, the names that the config gives its fields. */
      fields?: FromConfig<Config, string[]>;
    };
  };
  /** Names of the values that it keeps on the case, to be read as `case.values.<name>`. */
  sets?: FromConfig<Config, string[]>;
  /** What of its config the customer may get to read or hear. */
  speaks?: FromConfig<Config, Speech[]>;
  /** Ports by which the case goes on elsewhere: on that channel, or without one, wherever a case can move to. */
  moves?: FromConfig<Config, { port: string; channel?: string }[]>;
  /** Ports by which it leaves though the customer was silent, and how long at most; without `ms` nobody can say. */
  silences?: FromConfig<Config, { port: string; ms?: number }[]>;
};

/** One message as an author wrote it: templates, each at its path in the config. */
export type Speech = {
  /** What it is for, such as "Question". */
  title: string;
  /** In a language, or in the first one of the flow. */
  texts: { text: string; path: (string | number)[]; language?: string }[];
  choices?: { label: string; path: (string | number)[]; language?: string }[];
  /** Said where the case goes by this port, not where it is. */
  port?: string;
};

/** Written as a method, so that nodes of any config stand in one catalogue; it is only called with what `config` parsed. */
type FromConfig<Config, Result> = { from(config: Config): Result }['from'];

export type PortDeclaration<Port extends string = string> = {
  id: Port;
  title: string;
  /** Must be wired before publishing. */
  required?: boolean;
  /** True on ports by which the node leaves having said something to the customer. */
  says?: boolean;
};

export type Widget =
  'expression' | 'template' | 'text' | 'long-text' | 'duration' | 'queue' | 'credential' | 'node' | 'list';

export type Catalogue = { [type: string]: NodeDeclaration<never> | NodeDeclaration };

export type ConfigOf<Declaration> = Declaration extends NodeDeclaration<infer Config> ? Config : JsonObject;

/** The ids of the declared ports; `string` where they are made from the config. */
export type PortOf<Declaration> = Declaration extends NodeDeclaration<infer _, infer Port> ? Port : string;
