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
  /** Runs as a local activity: own database only, well under 200 ms. */
  local?: boolean;
  title: string;
  config: JsonObject;
  /** Where the config holds expressions and templates, as paths such as `cases[0].when`. */
  fields: { path: (string | number)[]; kind: 'expression' | 'template' }[];
  /** Declared ports, and the node each is wired to, if it is. */
  ports: { [port: string]: string | null };
};

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
