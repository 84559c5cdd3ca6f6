import type { Embedder } from '../models/embedder.ts';
import type { RetrieveRequest } from './knowledge-api.ts';
import type { LexicalIndex } from './lexical-index.ts';
import type { LiveArticle } from './live-article.ts';
import { indexedTexts, ownerOf } from './live-article.ts';
import type { LiveArticles } from './live-articles.ts';
import type { Retrieval } from './passage.ts';
import { passagesOf } from './passages.ts';
import type { RankedArticle } from './ranking.ts';
import { rankArticles } from './ranking.ts';
import { splitQuestions } from './split-questions.ts';
import { isEnglish } from './english.ts';
import type { Speller } from './spelling.ts';
import { createSpeller } from './spelling.ts';
import type { VectorIndex } from './vector-index.ts';
import { VectorsUnavailable } from './vector-index.ts';

/** Vectors asked for; an article owns several, and some may belong to a version that is going. */
const nearestVectors = 60;
const nearestArticles = 12;
const lexicalArticles = 6;
/** After the vector server failed, words alone serve for this long before it is tried again. */
const restMs = 2_000;
const longestQuery = 2_000;

export function createRetriever(deps: {
  live: LiveArticles;
  lexical: LexicalIndex;
  vectors: VectorIndex;
  embedder: Embedder;
  warn: (text: string, error: unknown) => void;
  /** Called when vectors that should be there are not, or cannot be reached. */
  onMissing: () => void;
}) {
  const { live, lexical, vectors, embedder, warn, onMissing } = deps;
  let restUntil = 0;
  let speller: Promise<Speller> | undefined;

  async function retrieve(request: RetrieveRequest): Promise<Retrieval> {
    const questions = splitQuestions(await corrected(request.query.slice(0, longestQuery)));
    const allowed = searchable(live.all(), request);
    const near = allowed.size === 0 ? undefined : await nearestTo(questions, allowed, request);
    const rankings = questions.map((question, i) => {
      const words = onlyAllowed(lexical.search(question), allowed);
      const candidates = candidatesOf(near?.[i]?.articles ?? [], words, allowed);
      return rankArticles({
        question,
        vector: near?.[i]?.vector,
        candidates,
        vectors: near?.[i]?.vectors ?? new Map(),
        lexical: words,
        coverage: (article) => lexical.coverage(question, article),
        ...(request.explain ? { words: (article) => lexical.matched(question, article) } : {}),
      });
    });
    const passages = passagesOf(rankings, request.limit ?? 10, request.policies ?? {}, request.onLeftOut);
    return {
      passages,
      best: passages[0]?.score ?? 0,
      questions,
      features: featuresOf(rankings, near !== undefined),
    };
  }

  /** Loads the embedding model and the dictionary, so that the first question does not wait for them. */
  async function warm(): Promise<void> {
    await Promise.all([embedder.warm?.(), corrected('wrm')]);
  }

  async function corrected(query: string): Promise<string> {
    if (!embedder.words) return query;
    speller ??= embedder.words().then((words) => createSpeller(words, isEnglish));
    return (await speller).correct(query, lexical.words());
  }

  /** For each question the articles with the nearest vectors, or undefined when vectors are out of reach. */
  async function nearestTo(
    questions: readonly string[],
    allowed: ReadonlyMap<string, LiveArticle>,
    request: RetrieveRequest,
  ) {
    if (Date.now() < restUntil) return undefined;
    try {
      const { signal, onUsage } = request;
      const embedded = await embedder.embed(questions, {
        ...(signal ? { signal } : {}),
        ...(onUsage ? { onUsage } : {}),
      });
      const few = allowed.size <= nearestArticles;
      const found = few ? [] : await vectors.nearest(embedded, nearestVectors);
      if (!few && found.every((ids) => ids.length === 0)) throw new VectorsMissing();
      const articles = questions.map((question, i) => {
        if (few) return [...allowed.values()];
        const owners = new Set(
          (found[i] ?? []).map((id) => liveOwner(id, allowed)).filter((owner) => owner !== undefined),
        );
        const worded = candidatesOf([], onlyAllowed(lexical.search(question), allowed), allowed);
        return [...new Set([...[...owners].slice(0, nearestArticles), ...worded])];
      });
      const wanted = [...new Set(articles.flat())].map((article) =>
        indexedTexts(article).map(({ id }) => id),
      );
      const known = await vectors.get(wanted.flat());
      // An article without vectors would lose against worse ones that have some: then words alone are the fairer judge.
      if (wanted.some((ids) => ids.length > 0 && !ids.some((id) => known.has(id))))
        throw new VectorsMissing();
      return questions.map((_, i) => ({ articles: articles[i] ?? [], vector: embedded[i], vectors: known }));
    } catch (error) {
      request.signal?.throwIfAborted();
      restUntil = Date.now() + restMs;
      warn('knowledge: vectors are out of reach, words alone serve', error);
      if (error instanceof VectorsMissing || error instanceof VectorsUnavailable) onMissing();
      return undefined;
    }
  }

  return { retrieve, warm };
}

/** The vector server answers, and does not have what it was given. */
class VectorsMissing extends Error {
  constructor() {
    super('the vector server lacks vectors of live articles');
    this.name = 'VectorsMissing';
  }
}

function searchable(articles: ReadonlyMap<string, LiveArticle>, { articleId, language }: RetrieveRequest) {
  if (articleId !== undefined) {
    const article = articles.get(articleId);
    return new Map(article ? [[articleId, article]] : []);
  }
  if (language === undefined) return articles;
  const primary = language.toLowerCase().split('-')[0];
  const spoken = new Map(
    [...articles].filter(([, article]) => article.language.toLowerCase().split('-')[0] === primary),
  );
  return spoken.size > 0 ? spoken : articles;
}

function liveOwner(vectorId: string, allowed: ReadonlyMap<string, LiveArticle>): LiveArticle | undefined {
  const { articleId, version } = ownerOf(vectorId);
  const article = allowed.get(articleId);
  return article?.version === version ? article : undefined;
}

function onlyAllowed(
  scores: Map<string, number>,
  allowed: ReadonlyMap<string, LiveArticle>,
): Map<string, number> {
  return new Map([...scores].filter(([articleId]) => allowed.has(articleId)));
}

function candidatesOf(
  near: readonly LiveArticle[],
  scores: ReadonlyMap<string, number>,
  allowed: ReadonlyMap<string, LiveArticle>,
) {
  const worded = [...scores].sort((a, b) => b[1] - a[1]).slice(0, lexicalArticles);
  const candidates = new Set(near);
  for (const [articleId] of worded) {
    const article = allowed.get(articleId);
    if (article) candidates.add(article);
  }
  return [...candidates];
}

function featuresOf(rankings: readonly RankedArticle[][], full: boolean): Retrieval['features'] {
  const [first, second] = rankings[0] ?? [];
  return {
    mode: full ? 'full' : 'lexical',
    margin: (first?.evidence.score ?? 0) - (second?.evidence.score ?? 0),
    coverage: first?.evidence.coverage ?? 0,
  };
}
