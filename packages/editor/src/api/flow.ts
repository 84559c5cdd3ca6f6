import type { Flow } from '@throughline/flow/schema';

export type Author = { id: string; name: string };

export type FlowSummary = {
  flowId: string;
  title: string;
  live: { hash: string; version: number; publishedAt: number; author?: Author } | null;
  drafts: FlowDraftFacts[];
};

export type FlowTemplate = {
  name: string;
  title: string;
  description: string;
  channels: string[];
  /** What it needs that it cannot bring, in sentences. */
  needs: string[];
  nodes: number;
  articles: number;
  policies: number;
  tests: number;
};

export type FlowVersion = {
  flowId: string;
  hash: string;
  version: number;
  title: string;
  author: Author;
  note?: string;
  at: number;
  /** Cases that run by it and are not closed. */
  running?: number;
};

/** `base`: hash of the version it began from, null for a flow that was never published. */
export type FlowDraft = { flow: unknown; base: string | null; revision: number; updatedAt: number };

export type FlowDraftFacts = Omit<FlowDraft, 'flow'> & { author: Author; mine: boolean; title: string };

/** `expected`: the hash that was live when the author looked; `draft`: the revision that becomes this version. */
export type Publication = ({ flow: object; untested?: string } | { hash: string }) & {
  note?: string;
  expected?: string | null;
  draft?: number;
  running?: RunningCases;
};

/** What becomes of cases that run other versions: they stay on theirs, or those that can go on by the new one. */
export type RunningCases = 'pinned' | 'move';

export type ToPreview = { flow: Flow } | { hash: string };

/** Where running cases of other versions stand, and whether a version has that place. */
export type PublishPreview = { cases: number; more: boolean; fitting: number; places: PlaceOfCases[] };

/** `node`: null where they rest. `text`: why they do not fit, in words. */
export type PlaceOfCases = {
  hash: string;
  version: number;
  node: { id: string; title: string; type: string } | null;
  cases: number;
  fits: boolean;
  why?: string;
  text?: string;
};

/** The last time that running cases were to go on by another version: how far that is, and which stay. */
export type FlowMove = {
  id: string;
  to: { hash: string; version: number };
  author: Author;
  reason: string;
  at: number;
  state: 'running' | 'done' | 'stopped';
  endedAt?: number;
  cases: number;
  moved: number;
  kept: number;
  waiting: number;
  places: {
    hash: string;
    version: number;
    node: { id: string; title: string } | null;
    cases: number;
    why: string;
    text: string;
  }[];
};
