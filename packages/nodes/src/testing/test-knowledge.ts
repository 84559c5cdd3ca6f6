import type { KnowledgeAccess, Passage } from '../run-context.ts';
import { wordsOf } from '../words-of.ts';

export type TestArticle = { articleId: string; title: string; text: string; version?: number };

/** Finds articles by the share of the question's longer words that they hold: small, but a real search. */
export function createTestKnowledge(articles: TestArticle[]): KnowledgeAccess {
  return {
    async retrieve({ text, limit, articleId }) {
      const passages = articles
        .filter((article) => articleId === undefined || article.articleId === articleId)
        .map((article) => passageOf(article, text))
        .filter(({ score }) => score > 0 || articleId !== undefined)
        .sort((a, b) => b.score - a.score)
        .slice(0, limit);
      return {
        passages,
        confidence: articleId === undefined ? (passages[0]?.score ?? 0) : passages.length > 0 ? 1 : 0,
        detail: null,
      };
    },
  };
}

export function sharedWords(text: string, question: string): number {
  const asked = wordsOf(question)
    .split(' ')
    .filter((word) => word.length > 3);
  const words = wordsOf(text);
  return asked.length === 0 ? 0 : asked.filter((word) => words.includes(` ${word} `)).length / asked.length;
}

function passageOf({ articleId, title, text, version = 1 }: TestArticle, question: string): Passage {
  const score = sharedWords(`${title} ${text}`, question);
  return { id: `${articleId}:0`, articleId, version, title, text, score };
}
