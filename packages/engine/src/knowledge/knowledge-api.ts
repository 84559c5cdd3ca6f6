import type { Usage } from '../models/model.ts';
import type { Article, ArticleInput, ArticleSummary, ArticleVersion } from './article.ts';
import type { EnsureOptions, EnsureResult } from './index-keeper.ts';
import type { Retrieval } from './passage.ts';
import type { Policies } from './policy-values.ts';

/** Articles, their versions, and the search over them. Made by `createKnowledge`. */
export interface Knowledge {
  /** Live for every process within about a second. `ZodError` when the article is not valid. */
  put(article: ArticleInput, by?: { author: string }): Promise<PutResult>;
  /** The same, but only in place of the version that the author began with. */
  replace(article: ArticleInput, by: { author: string; base: number }): Promise<Replacement>;
  /** False when there was nothing to remove. */
  remove(articleId: string, by?: { author: string }): Promise<boolean>;
  /** The newest version that was made live, a removal too; undefined for an article that there never was. */
  head(articleId: string): Promise<ArticleVersion | undefined>;
  /** The live version, or a named one. */
  get(articleId: string, version?: number): Promise<Article | undefined>;
  /** What the public may read: like `get`, but nothing that was withdrawn since, and nothing that is not live yet. */
  published(articleId: string, version?: number): Promise<Article | undefined>;
  list(filter?: { language?: string; tag?: string }): Promise<ArticleSummary[]>;
  /** Newest first, removals included. */
  versions(articleId: string): Promise<ArticleVersion[]>;
  importFolder(path: string, by?: { author: string }): Promise<ImportReport>;
  /** Never throws for a vector server that is away: it answers from words alone and says so in `features.mode`. */
  retrieve(request: RetrieveRequest): Promise<Retrieval>;
  /** Of each text what it means, for putting like ones together; undefined when the embedding model is out of reach. */
  vectorsOf(texts: readonly string[], signal: AbortSignal): Promise<Float32Array[] | undefined>;
  /** Loads what the first question would wait for; needs no server. */
  warm(): Promise<void>;
  /** Brings the vectors in line with the articles, once, and waits for it; or leaves it to the process that is at it. */
  ensureIndexed(options?: EnsureOptions): Promise<EnsureResult>;
  /**
   * The same in the background, after `afterMs`, again until it succeeds, and whenever a question misses vectors. Call it
   * when a process that answers questions starts; several at once share the work. Until all is there, words alone serve.
   */
  keepIndexed(options?: { afterMs?: number }): void;
  indexState(): IndexState;
  /** Takes in what other processes changed, now instead of within a second. */
  refresh(): Promise<void>;
  close(): Promise<void>;
}

export interface IndexState {
  /**
   * `elsewhere`: another process embeds; `failed`: will be tried again; `unknown`: nothing was looked at yet, or the process
   * does not keep the vectors.
   */
  state: 'unknown' | 'building' | 'elsewhere' | 'failed' | 'current';
  /** Texts of live articles without a vector, at the last look. */
  missing: number;
}

export interface PutResult {
  articleId: string;
  version: number;
  changed: boolean;
}

/** `head`: what stands there now, when it is not what the author began with. */
export type Replacement = ({ ok: true } & PutResult) | { ok: false; head: ArticleVersion | undefined };

export interface RetrieveRequest {
  query: string;
  /** Articles of this language only, where there are any. */
  language?: string;
  /** At most this many passages, 10 by default. */
  limit?: number;
  /** Only this article, for a customer who chose it from an offer. */
  articleId?: string;
  /** Values for `{{ policy.<name> }}`; sentences whose value is missing are left out. */
  policies?: Policies;
  /** Told of each sentence that was left out; of one that serves several questions, several times. */
  onLeftOut?: (sentence: LeftOutSentence) => void;
  /** Told what embedding the question took of a paid model. */
  onUsage?: (usage: Usage) => void;
  /** Says of each passage which words of the question its article uses. */
  explain?: boolean;
  signal?: AbortSignal;
}

export interface LeftOutSentence {
  articleId: string;
  text: string;
  /** Names of the policies without a value. */
  missing: string[];
}

export interface ImportReport {
  imported: PutResult[];
  problems: ImportProblem[];
}

export interface ImportProblem {
  file: string;
  field?: string;
  text: string;
  fix: string;
}
