import type { ArticleContent } from './article.ts';
import { blocksOf } from './article-text.ts';
import { sentencesOf } from './sentences.ts';

/** A run of whole sentences under one heading, small enough for the embedding model to read all of it. */
export interface Chunk {
  /** Place in the article, from 0. */
  n: number;
  heading?: string;
  /** Sentences joined by spaces, list items by line breaks. */
  text: string;
}

/** About 120 tokens: the meaning of a longer text blurs in one vector. */
const wordsPerChunk = 90;

export function chunksOf(article: Pick<ArticleContent, 'body' | 'format'>): Chunk[] {
  const chunks: Chunk[] = [];
  for (const { heading, text } of blocksOf(article.body, article.format)) {
    for (const part of packed(sentencesOf(text))) {
      chunks.push({ n: chunks.length, ...(heading === undefined ? {} : { heading }), text: part });
    }
  }
  return chunks;
}

function packed(sentences: readonly string[]): string[] {
  const parts: string[][] = [];
  let room = 0;
  for (const sentence of sentences) {
    const size = sentence.split(' ').length;
    if (size > room || parts.length === 0) {
      parts.push([]);
      room = wordsPerChunk;
    }
    parts.at(-1)?.push(sentence);
    room -= size;
  }
  return parts.map((part) => part.join(part.some((sentence) => /^[-*•]/.test(sentence)) ? '\n' : ' '));
}
