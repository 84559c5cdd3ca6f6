import type { CaseSummary } from './case.ts';

export type CustomerDetail = {
  customer: {
    id: string;
    name?: string;
    language?: string;
    facts?: { [name: string]: string | number | boolean };
    createdAt: number;
    erasedAt?: number;
    identifiers: Identifier[];
  };
  cases: CaseSummary[];
};

export type Identifier = {
  kind: string;
  value: string;
  level: 'verified' | 'claimed';
  author: string;
  at: number;
  /** What the level rests on. */
  evidence?: Evidence;
  /** Several people use it. */
  shared?: boolean;
};

export type Evidence = string | { [name: string]: unknown };

/** That customer `from` turned out to be customer `into`. */
export type Merge = {
  id: string;
  from: string;
  into: string;
  author: string;
  authorName?: string;
  reason: string;
  evidence: Evidence;
  at: number;
  state: 'begun' | 'merged' | 'undoing' | 'undone';
  undone?: { author: string; authorName?: string; reason: string; at: number };
};

export type MergeReason =
  | {
      code: 'claims-verified' | 'verified-is-claimed' | 'both-verified' | 'both-claim';
      kind: string;
      value: string;
    }
  | { code: 'same-name-and-postcode'; name: string; postcode: string };

/** Somebody who may be the same person. */
export type MergeSuggestion = { customerId: string; name?: string; reasons: MergeReason[] };
