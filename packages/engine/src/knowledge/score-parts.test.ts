import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rankArticles } from './ranking.ts';
import { partsOf } from './score-parts.ts';
import type { LiveArticle } from './live-article.ts';

const article = (questions: string[], chunks: number): LiveArticle => ({
  articleId: 'a',
  version: 1,
  title: 'A',
  language: 'en',
  questions,
  chunks: Array.from({ length: chunks }, (_, n) => ({ n, text: `text ${n}` })),
  stems: new Set(),
});
const at = (angle: number) => Float32Array.of(Math.cos(angle), Math.sin(angle));
const share = fc.double({ min: 0, max: 1, noNaN: true });

describe('the parts of a score', () => {
  it('add up to the score of every passage, with vectors and without', () => {
    fc.assert(
      fc.property(
        fc.array(share, { minLength: 1, maxLength: 4 }),
        fc.array(share, { maxLength: 3 }),
        share,
        share,
        fc.boolean(),
        (chunks, questions, lexical, coverage, full) => {
          const one = article(
            questions.map((_, n) => `q ${n}`),
            chunks.length,
          );
          const vectors = new Map([
            ...chunks.map((angle, n) => [`a:1:${n}`, at(angle)] as const),
            ...questions.map((angle, n) => [`a:1:q${n}`, at(angle)] as const),
          ]);
          const [ranked] = rankArticles({
            question: 'q',
            vector: full ? at(0) : undefined,
            candidates: [one],
            vectors,
            lexical: new Map([['a', lexical]]),
            coverage: () => coverage,
          });
          if (!ranked) throw new Error('nothing was ranked');
          for (const { score } of ranked.chunks) {
            if (score === 0) continue;
            const parts = partsOf(ranked.evidence, { score, mode: full ? 'full' : 'lexical' });
            expect(parts.reduce((sum, { brings }) => sum + brings, 0)).toBeCloseTo(score, 6);
          }
        },
      ),
    );
  });
});
