import type { Effect } from '@throughline/flow/effect';
import type { Actor, CaseEvent } from '@throughline/flow/event';

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

/** Only its type is left of an effect whose contents were erased. */
export type JournalEffect = Effect | { type: Effect['type'] };

/** What nodes were called when the entry was written, by their ids. */
export type NodeTitles = { readonly [node: string]: string };

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
