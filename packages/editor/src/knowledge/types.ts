import type { Author } from '../api/flow.ts';

export type ArticleFormat = 'markdown' | 'html' | 'text';

/** What an author writes. */
export type ArticleFields = {
  title: string;
  language: string;
  tags: string[];
  questions: string[];
  format: ArticleFormat;
  body: string;
};

/** Versions from before authors were kept have none. */
export type ArticleSummary = Pick<ArticleFields, 'title' | 'language' | 'tags' | 'format'> & {
  articleId: string;
  version: number;
  at: number;
  author?: Author;
  hash: string;
};

/** `live`: the version that customers get, null when the article was taken away. */
export type Article = ArticleSummary & ArticleFields & { html: string; live: number | null };

export type ArticleVersion = {
  version: number;
  title: string;
  at: number;
  author?: Author;
  hash: string;
  removed: boolean;
};

export type IndexState = {
  state: 'unknown' | 'building' | 'elsewhere' | 'failed' | 'current';
  missing: number;
};

type Named = { articleId: string; version: number; title: string };

export type ScorePart = { part: 'text' | 'asked' | 'words' | 'passage'; value: number; brings: number };

export type FoundPassage = Named & {
  id: string;
  heading?: string;
  language: string;
  text: string;
  score: number;
  why: {
    question: string;
    parts: ScorePart[];
    asked: { text: string; cosine: number }[];
    words: { used: string[]; missing: string[] };
    coverage: number;
  };
};

export type Asked = {
  passages: FoundPassage[];
  questions: string[];
  mode: 'full' | 'lexical';
  margin: number;
  leftOut: { articleId: string; text: string; missing: string[] }[];
  answer: {
    band: 'answer' | 'offer' | 'not-sure';
    text: string;
    confidence: number;
    bands: { answer: number; offer: number };
    choices: Named[];
    sources: Named[];
    dropped: { text: string; reason: string }[];
    reason: string;
  };
};

export type ImportProblem = { file: string; field?: string; text: string; fix: string };

/** `base`: the version that stands, 0 for none. */
export type PlannedArticle = {
  source: string;
  state: 'new' | 'changed' | 'unchanged';
  base: number;
  article: ArticleFields & { articleId: string };
};

export type ImportPlan = { planned: PlannedArticle[]; problems: ImportProblem[] };

/** A question of a customer that no article answered. */
export type OpenQuestion = {
  id: string;
  caseId: string;
  text: string;
  at: number;
  outcome: 'not-found' | 'not-sure' | 'offered';
  handedOver: boolean;
};

export type QuestionGroup = {
  count: number;
  handedOver: number;
  lastAsked: number;
  setAside: boolean;
  ids: string[];
  questions: OpenQuestion[];
};

/** `behind`: so many cases are not read yet. */
export type OpenQuestions = { days: number; behind: number; groups: QuestionGroup[] };
