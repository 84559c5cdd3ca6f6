import type { VersionDocument } from './article-store.ts';
import type { Chunk } from './chunker.ts';
import { nameOfPolicies } from './policy-values.ts';
import { contentStems } from './words.ts';

/** A live version of an article in memory, ready for search. */
export interface LiveArticle {
  articleId: string;
  version: number;
  title: string;
  language: string;
  questions: readonly string[];
  chunks: readonly Chunk[];
  /** Stems of everything the article says, for coverage. */
  stems: ReadonlySet<string>;
}

export function liveArticle(document: VersionDocument): LiveArticle {
  const { articleId, version, title, language, questions, chunks, tags } = document;
  const everything = [
    title,
    ...questions,
    ...tags,
    ...chunks.map(({ heading, text }) => `${heading ?? ''} ${text}`),
  ];
  const stems = new Set(contentStems(nameOfPolicies(everything.join('\n'))));
  return { articleId, version, title, language, questions, chunks, stems };
}

type Named = Pick<LiveArticle, 'articleId' | 'version'>;

export const chunkId = ({ articleId, version }: Named, n: number) => `${articleId}:${version}:${n}`;
export const questionId = ({ articleId, version }: Named, n: number) => `${articleId}:${version}:q${n}`;

/** Article and version of a vector's id. */
export function ownerOf(vectorId: string): Named {
  const [articleId = '', version = ''] = vectorId.split(':');
  return { articleId, version: Number(version) };
}

/** Everything of an article that gets a vector, with the words the vector stands for. */
export function indexedTexts(article: Omit<LiveArticle, 'stems'>): { id: string; text: string }[] {
  const { title, questions, chunks } = article;
  return [
    ...questions.map((text, n) => ({ id: questionId(article, n), text })),
    ...chunks.map((chunk) => ({
      id: chunkId(article, chunk.n),
      text: nameOfPolicies([title, chunk.heading, chunk.text].filter(Boolean).join('. ')),
    })),
  ];
}
