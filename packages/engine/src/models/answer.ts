import type { Statement, Usage } from './model.ts';

/** What may be said after the grounding check, in one of three bands of confidence. */
export interface Answer {
  band: 'answer' | 'offer' | 'not-sure';
  /** The statements as one text; empty unless the band is `answer`. */
  text: string;
  statements: Statement[];
  /** Up to three titles for the customer to choose from; empty unless the band is `offer`. */
  choices: Choice[];
  /** Articles that the text stands on. */
  sources: Choice[];
  /** 0..1 */
  confidence: number;
  /** What the confidence was compared with. */
  bands: { answer: number; offer: number };
  /** Statements the grounding check took out, with the reason. */
  dropped: DroppedStatement[];
  reason: string;
  usage: Usage;
}

export interface Choice {
  articleId: string;
  version: number;
  title: string;
}

export interface DroppedStatement {
  text: string;
  reason: string;
}
