import type { ActionEvent } from '@throughline/flow/agent-events';
import type { Effect, RunEffect, RunInput } from '@throughline/flow/effect';
import type { CaseEvent, EventOf, PolicySnapshot } from '@throughline/flow/event';
import type { Customer } from '@throughline/flow/message';
import type { NodeResult } from '@throughline/flow/node-result';
import type { Plan } from '@throughline/flow/plan';
import type { Decision } from '@throughline/flow/replay';
import type { CaseState } from '@throughline/flow/state';

/** What the case workflow and its activities agree on. Types only: neither side sees the other. */
export type CaseInput = { caseId: string; carried?: Carried; continueAfterEvents?: number };

/** What a run hands to the next at continue-as-new: nothing that arrived is lost. */
export type Carried = { state: CaseState; seq: number; arrivals: Arrival[] };

export type Arrival =
  | { kind: 'message'; message: string }
  | { kind: 'action'; event: ActionEvent }
  | { kind: 'failedSend'; event: EventOf<'send.failed'> }
  | { kind: 'callback'; event: EventOf<'callback.answered' | 'callback.missed'> };

/** The case's own database work: local activities, each safe to run twice. */
export type CaseActivities = {
  /** The pinned plan; and either where a closed case left off, or the event that opens a new one. */
  openCase(caseId: string): Promise<OpenedCase>;
  /** The pinned plan alone, for a run that carries its state: of the version it names, or that the case was stored with. */
  loadPlan(caseId: string, hash?: string): Promise<Plan>;
  /** Messages by reference, in the order given; and what has changed of what the case knows. */
  readArrivals(request: ArrivalsRequest): Promise<ReadArrivals>;
  /**
   * Appends to the journal and performs what was decided, in order. Performs nothing when other entries stand at these
   * places already, and returns them: an earlier telling of a lost workflow task wrote them.
   */
  commit(commit: Commit): Promise<CommitResult>;
};

export type OpenedCase = { plan: Plan; seq: number } & (
  | { opened: EventOf<'case.opened'>; state?: never; unfinished?: never; recovered?: never }
  | { state: CaseState; unfinished?: RunEffect; recovered?: EventOf<'case.recovered'>; opened?: never }
);

/** `versions`: hashes of those that the case is to be moved to. */
export type ArrivalsRequest = { caseId: string; messages: string[]; known: Known; versions?: string[] };

/** What a case knows of the world outside it. */
export type Known = { policyVersion: number; customer: { id: string; verified: boolean } };

export type ReadArrivals = {
  messages: EventOf<'message.received'>[];
  policies?: PolicySnapshot;
  /** There once it was proven who the customer is. */
  customer?: Customer;
  /** Of the versions asked for, those that are there. */
  plans?: Plan[];
};

/** The entries to be, and the state after the last of them. */
export type Commit = { caseId: string; entries: DecidedEvent[]; state: CaseState };

/** `plans`: of the versions that what stands moves the case to. */
export type CommitResult = { stands?: JournalDraft[]; plans?: Plan[] };

/** An event with what was decided about it. Its digest is made outside, where that is fast. */
export type DecidedEvent = { seq: number; event: CaseEvent } & Decision;

/** An event with its decision, as it will stand in the journal. */
export type JournalDraft = { seq: number; event: CaseEvent; effects: Effect[]; decision: string };

/** One activity per node type; `run` is the activity's id, and with the case its idempotency key. */
export type NodeTask = {
  caseId: string;
  run: string;
  node: string;
  nodeType: string;
  title: string;
  input: RunInput;
};
export type NodeActivity = (task: NodeTask) => Promise<NodeResult>;

/** The error type of failures that another try cannot mend. */
export const nodeFailureType = 'NodeFailure';
