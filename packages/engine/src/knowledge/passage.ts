/** A piece of a live article, as retrieval hands it to an answer. Plain JSON, so it travels through activities. */
export interface Passage {
  /** `article:version:n` */
  id: string;
  articleId: string;
  version: number;
  title: string;
  heading?: string;
  language: string;
  /** With the values of the policies in place. */
  text: string;
  /** 0..1, what passages are ordered by. */
  score: number;
  /** One entry for each question in the message, in the order of `splitQuestions`. */
  evidence: Evidence[];
}

/** What speaks for the article of a passage as the place where one question is answered. */
export interface Evidence {
  question: string;
  /** Ordering value for this question alone. */
  score: number;
  /** Best cosine of the article's text with the question; 0 when vectors were out of reach. */
  cosine: number;
  /** The nearest of the questions kept with the article, nearest first, at most three. */
  asked: { text: string; cosine: number }[];
  /** 0..1, lexical score relative to the best article for this question. */
  lexical: number;
  /** 0..1, share of the question's content words, weighted by rarity, that the article uses. */
  coverage: number;
  /** The question's words that the article uses, and those it does not; only where it was asked for. */
  words?: { used: string[]; missing: string[] };
}

export interface Retrieval {
  /** Best first. */
  passages: Passage[];
  /** Score of the first passage, 0 when there is none. */
  best: number;
  /** The message taken apart into single questions. */
  questions: string[];
  features: RetrievalFeatures;
}

export interface RetrievalFeatures {
  /** `lexical` when vectors were out of reach: the answer lowers its confidence. */
  mode: 'full' | 'lexical';
  /** Score of the best article minus that of the second. */
  margin: number;
  coverage: number;
}
