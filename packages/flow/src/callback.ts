/** A telephone call that a customer asked for. Moments and lengths in milliseconds. */
export type CallbackRequest = {
  /** Who talks with the customer: the flow, or a person who is called first. */
  by: 'bot' | 'agent';
  /** As the customer gave it; without it, the number that is proven to be theirs. */
  number?: string;
  /** When they may be called, in order. */
  windows: { from: number; until: number }[];
  /** How often it is tried, and how long after a try that nobody took. */
  attempts: number;
  retryMs: number;
};

/** What came of a callback: what the node that waits for it hears, as its memory. */
export type CallbackOutcome =
  { answered: true; by: CallbackRequest['by'] } | { answered: false; reason: CallbackMiss; tried: number };

export type CallbackMiss = (typeof callbackMisses)[number];

/**
 * `no-number`: none is known, or it is none; `not-allowed`: calling it costs more than a call; `too-many`: the limits of calls are
 * reached; `refused`: the provider does not call it; `too-late`: no time is left.
 */
export const callbackMisses = [
  ...(['no-answer', 'busy', 'machine', 'no-agent'] as const),
  ...(['no-number', 'refused', 'too-late', 'not-allowed', 'too-many'] as const),
] as const;
