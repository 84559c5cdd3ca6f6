import type { JsonObject } from './json.ts';

/** A flow version made ready to run: wired by id, no editor positions, plain JSON. Made by `compile`. */
export type Plan = {
  schema: 1;
  flow: { id: string; hash: string; title: string };
  settings: PlanSettings;
  /** Nodes where a turn can start, in the order of the flow. */
  entries: string[];
  nodes: { [id: string]: PlanNode };
};

export type PlanNode = {
  id: string;
  type: string;
  kind: 'run' | 'decide';
  local?: Local;
  title: string;
  config: JsonObject;
  /** Where the config holds expressions and templates, as paths such as `cases[0].when`. */
  fields: { path: (string | number)[]; kind: 'expression' | 'template' }[];
  /** Declared ports, and the node each is wired to, if it is. */
  ports: { [port: string]: string | null };
};

/**
 * Whether a run is a local activity, in the worker that decides and without a turn through a task queue. `true`: reads or writes
 * nothing but our own database, in well under 200 ms. `first`: is usually quick and may be begun twice; what takes longer than
 * a second is begun anew as an activity of its own.
 */
export type Local = boolean | 'first';

export type PlanSettings = {
  fallbackQueue: string;
  /** Said when the case goes to the fallback queue, by language; the first is the default. */
  fallbackTexts: { language: string; text: string }[];
  visitLimit: number;
  languages: string[];
  timeZone: string;
  /** How long a closed case takes up a new message as its own, in milliseconds. */
  reopenWithinMs: number;
};
