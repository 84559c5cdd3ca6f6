import type { BriefPatch } from './brief.ts';
import type { JsonObject } from './json.ts';
import type { Customer, Reach, Say } from './message.ts';

/** What a node returns when it has finished: the port to leave by, and what the case should keep, say or note. */
export type NodeResult<Port extends string = string> = {
  port: Port;
  /** Small fields that flows read as `nodes.<id>.output.<field>`; anything large is a content (see ContentReference). */
  output?: JsonObject;
  say?: Say[];
  /** The case goes on there: `say` above still goes to where it was, this one is the first that is said there. */
  move?: Reach & { say?: Say[] };
  /** Values to set on the case, read as `case.values.<name>`. */
  set?: JsonObject;
  customer?: Customer;
  brief?: BriefPatch;
  tags?: string[];
  /** Internal notes, for agents and auditors only. */
  notes?: string[];
};

/** A body kept beside the state: passages, model answers, HTTP bodies. */
export type ContentReference = { content: string; digest: string; bytes: number };

export type NodeError = { code: string; message: string };
