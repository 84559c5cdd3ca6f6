import MiniSearch from 'minisearch';
import type { LiveArticle } from './live-article.ts';
import { nameOfPolicies } from './policy-values.ts';
import { contentStems, stemOf, words } from './words.ts';

/** Words of the live articles, in memory. */
export interface LexicalIndex {
  put(article: LiveArticle): void;
  remove(articleId: string): void;
  /** The words of the articles, as written but lower-case; words of articles that went may stay for a while. */
  words(): ReadonlySet<string>;
  /** Scores above 0, for the articles that share words with the query. */
  search(query: string): Map<string, number>;
  /** 0..1, share of the query's content words that the article uses; rare words weigh more. */
  coverage(query: string, article: LiveArticle): number;
  /** The query's content words, as they were typed: those the article uses, and the others. */
  matched(query: string, article: LiveArticle): { used: string[]; missing: string[] };
}

/** A word in more than this share of the articles, or in so many, says nothing about which one is meant; looking at them all costs time. */
const common = 0.25;
const fewArticles = 40;
const manyArticles = 400;
/** Of a question with no other words, the rarest. */
const fewWords = 2;

export function createLexicalIndex(): LexicalIndex {
  const articles = new Map<string, LiveArticle>();
  const written = new Set<string>();
  const frequency = new Map<string, number>();
  const index = new MiniSearch<{ id: string; title: string; questions: string; text: string }>({
    fields: ['title', 'questions', 'text'],
    tokenize: words,
    processTerm: (term) => stemOf(term) ?? null,
    searchOptions: { boost: { title: 3, questions: 2 } },
  });

  function count(article: LiveArticle, by: 1 | -1) {
    for (const stem of article.stems) {
      const next = (frequency.get(stem) ?? 0) + by;
      if (next > 0) frequency.set(stem, next);
      else frequency.delete(stem);
    }
  }

  function rarity(stem: string): number {
    return Math.log(1 + articles.size / (1 + (frequency.get(stem) ?? 0)));
  }

  function remove(articleId: string) {
    const article = articles.get(articleId);
    if (!article) return;
    articles.delete(articleId);
    count(article, -1);
    index.discard(articleId);
  }

  return {
    put(article) {
      remove(article.articleId);
      articles.set(article.articleId, article);
      count(article, 1);
      const fields = {
        title: article.title,
        questions: article.questions.join('\n'),
        text: nameOfPolicies(
          article.chunks.map(({ heading, text }) => `${heading ?? ''} ${text}`).join('\n'),
        ),
      };
      index.add({ id: article.articleId, ...fields });
      for (const text of Object.values(fields)) for (const word of words(text)) written.add(word);
    },

    remove,
    words: () => written,

    search(query) {
      const stems = [...new Set(contentStems(query))];
      const uses = (stem: string) => frequency.get(stem) ?? 0;
      const limit = Math.max(fewArticles, Math.min(manyArticles, articles.size * common));
      const telling = stems.filter((stem) => uses(stem) <= limit);
      const rarest = () => stems.sort((one, other) => uses(one) - uses(other)).slice(0, fewWords);
      const terms = telling.length > 0 ? telling : rarest();
      const known = terms.some((stem) => frequency.has(stem));
      const results = index.search(terms.join(' '), {
        tokenize: (text) => text.split(' ').filter(Boolean),
        processTerm: (term) => term,
        // Only a word that no article uses may be a misspelt one: looking for near words is what costs time.
        fuzzy: (term) =>
          !frequency.has(term) && term.length > 3 && (!known || articles.size < 2_000) ? 0.2 : false,
      });
      return new Map(results.map(({ id, score }) => [id as string, score]));
    },

    coverage(query, { stems }) {
      let covered = 0;
      let all = 0;
      for (const stem of new Set(contentStems(query))) {
        const weight = rarity(stem);
        all += weight;
        if (stems.has(stem)) covered += weight;
      }
      return all === 0 ? 0 : covered / all;
    },

    matched(query, { stems }) {
      const content = [...new Set(words(query))].filter((word) => stemOf(word) !== undefined);
      const isUsed = (word: string) => stems.has(stemOf(word) ?? '');
      return { used: content.filter(isUsed), missing: content.filter((word) => !isUsed(word)) };
    },
  };
}
