import type { CallbackMiss } from './callback.ts';

/** What somebody does to a case, as turns of recorded conversations say it. */
export type Act =
  | { say: string | string[]; channel: string }
  /** Label or id of a choice that was offered last. */
  | { press: string; channel: string }
  /** Nothing is said for so long, such as "24h". */
  | { silence: string }
  | { agent: AgentAct }
  /** Nobody takes the case while the flow waits for a person. */
  | { nobody: true }
  /** The customer needs nothing more. */
  | { closes: true }
  /** What comes of the call that the flow asked for. */
  | { call: 'answered' | CallbackMiss };

export type AgentAct = 'claims' | 'returns' | 'closes' | { replies: string };
