import { cosine } from '../models/embedder.ts';
import type { LiveArticle } from './live-article.ts';
import { chunkId, questionId } from './live-article.ts';
import type { Evidence } from './passage.ts';

/** An article as an answer to one question, with its chunks from best to worst. */
export interface RankedArticle {
  article: LiveArticle;
  evidence: Evidence;
  chunks: { n: number; score: number }[];
}

export interface RankingInput {
  question: string;
  vector: Float32Array | undefined;
  candidates: readonly LiveArticle[];
  vectors: ReadonlyMap<string, Float32Array>;
  /** Raw lexical scores by article; only their relation to the best counts. */
  lexical: ReadonlyMap<string, number>;
  coverage: (article: LiveArticle) => number;
  /** Only for who wants to see why. */
  words?: (article: LiveArticle) => { used: string[]; missing: string[] };
}

/**
 * Measured on the tuning half of the evaluation set (`npm run eval`): the meaning decides, shared words only settle what
 * is close. Rank fusion was worse in every variant.
 */
const mostAsked = 3;
export const weights = { text: 0.4, asked: 0.6, lexical: 0.04, wordsAlone: 0.5 };

export function rankArticles(input: RankingInput): RankedArticle[] {
  const best = Math.max(...input.lexical.values(), 0);
  return input.candidates
    .map((article) => rank(article, input, best))
    .sort(
      (a, b) => b.evidence.score - a.evidence.score || (a.article.articleId < b.article.articleId ? -1 : 1),
    );
}

function rank(article: LiveArticle, input: RankingInput, bestLexical: number): RankedArticle {
  const { question, vector, vectors, lexical: scores } = input;
  const lexical = bestLexical > 0 ? (scores.get(article.articleId) ?? 0) / bestLexical : 0;
  const coverage = input.coverage(article);
  const near = (id: string) => {
    const other = vectors.get(id);
    return vector && other ? Math.max(0, cosine(vector, other)) : 0;
  };
  const chunks = article.chunks.map(({ n }) => ({ n, near: near(chunkId(article, n)) }));
  const text = Math.max(0, ...chunks.map(({ near }) => near));
  const asked = article.questions
    .map((question, n) => ({ text: question, cosine: near(questionId(article, n)) }))
    .sort((a, b) => b.cosine - a.cosine)
    .slice(0, mostAsked);
  const meaning = weights.text * text + weights.asked * (asked[0]?.cosine ?? text);
  const score = vector
    ? (meaning + weights.lexical * lexical) / (1 + weights.lexical)
    : weights.wordsAlone * lexical * coverage;
  return {
    article,
    evidence: {
      ...{ question, score, cosine: text, asked, lexical, coverage },
      ...(input.words ? { words: input.words(article) } : {}),
    },
    chunks: chunks
      .map(({ n, near }) => ({ n, score: Math.max(0, score - 0.1 * (text - near)) }))
      .sort((a, b) => b.score - a.score || a.n - b.n),
  };
}
