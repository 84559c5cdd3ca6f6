import type { ZodType } from 'zod';
import type { JsonObject } from './json.ts';

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
  ports: PortDeclaration<Port>[] | PortsFromConfig<Config, Port>;
  /** A turn can start here. */
  entry?: boolean;
  /** Only for kind `run`: reads or writes nothing but our own database, in well under 200 ms; runs as a local activity. */
  local?: boolean;
  /** Entering this node makes the flow wait (for a reply, a person, a time), so a loop through it cannot spin. */
  waits?: boolean;
  /** What the customer gets here: something is said, or the case is handed over or closed. */
  answers?: 'says' | 'hands-over' | 'closes';
  /** Fields of `nodes.<id>.output`, with the type for completion and checks. */
  outputs?: { [field: string]: { type: 'text' | 'number' | 'boolean' | 'list' | 'object'; help: string } };
};

/** Written as a method, so that nodes of any config stand in one catalogue; it is only called with what `config` parsed. */
type PortsFromConfig<Config, Port extends string> = { from(config: Config): PortDeclaration<Port>[] }['from'];

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
