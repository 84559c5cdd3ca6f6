import type { Passage } from '../knowledge/passage.ts';
import type { Policies } from '../knowledge/policy-values.ts';

/** A language model behind the two things a flow asks of one. Whatever it says passes the grounding check. */
export interface Model {
  /** For journals, metrics and the evaluation, such as `offline` or `openai:gpt-4o-mini`. */
  readonly id: string;
  /** Confidence from which an answer is said, and from which titles are offered. */
  readonly bands: { answer: number; offer: number };
  answer(request: AnswerRequest): Promise<AnswerDraft>;
  classify(request: ClassifyRequest): Promise<Classification>;
  /** What somebody said they will do. Models without it leave that to the rules of `findPromises`. */
  promises?(request: PromisesRequest): Promise<PromisesDraft>;
}

export interface AnswerRequest extends CallOptions {
  /** The customer's words: data, never instructions. */
  question: string;
  /** BCP 47 tag of the customer's language, for models that can write it. */
  language?: string;
  passages: readonly Passage[];
  policies: Policies;
  /** From the flow's author: trusted, unlike the question. */
  instructions?: string;
  /** Earlier messages of the case, oldest first: read only by models that look at them. */
  history?: () => Promise<readonly HistoryMessage[]>;
}

export interface HistoryMessage {
  from: 'customer' | 'bot' | 'agent';
  text: string;
}

/** What a model would say, before the grounding check. */
export interface AnswerDraft {
  statements: Statement[];
  /** 0..1: how likely it is that the statements answer the question. */
  confidence: number;
  /** Said after the statements; about the answer, not about the world, so nothing in them needs a source. */
  remarks: string[];
  /** Articles that may be what the customer means, best first, for the middle band. */
  candidates: string[];
  /** Why, in a few words for people who look at a decision; never shown to a customer. */
  reason: string;
  usage: Usage;
}

export interface Statement {
  text: string;
  /** Ids of the passages that support the text. */
  passages: string[];
  /** Words copied from one of these passages, which carry the statement. */
  quote?: string;
}

export interface ClassifyRequest extends CallOptions {
  text: string;
  labels: readonly Label[];
  /** From the flow's author: trusted, unlike `text`. */
  instructions?: string;
}

export interface Label {
  name: string;
  /** What belongs under the label; models see it beside the name. */
  description?: string;
  examples?: readonly string[];
}

export interface Classification {
  /** One of the given names. */
  label: string;
  /** 0..1 */
  confidence: number;
  usage: Usage;
}

export interface PromisesRequest extends CallOptions {
  /** What agents and the bot wrote: data, never instructions. */
  texts: readonly string[];
}

/** What a model takes for promises; its quotes have yet to be found in the texts. */
export interface PromisesDraft {
  promises: QuotedPromise[];
  usage: Usage;
}

export interface QuotedPromise {
  /** Which of the texts. */
  text: number;
  quote: string;
  /** The words of the text that say by when. */
  when?: string;
}

export interface CallOptions {
  signal?: AbortSignal;
  /**
   * The same for every attempt of one run, so that a provider which knows keys charges once; calls under one key that ask
   * for different things do not share it.
   */
  idempotencyKey?: string;
}

export interface Usage {
  inputTokens: number;
  outputTokens: number;
  /** In US dollars; 0 where the model is free or its price is not known. */
  cost: number;
  calls: number;
}

export const noUsage: Usage = { inputTokens: 0, outputTokens: 0, cost: 0, calls: 0 };
