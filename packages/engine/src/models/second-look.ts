import type { Evidence, Passage } from '../knowledge/passage.ts';
import { sentencesOf } from '../knowledge/sentences.ts';
import { contentStems } from '../knowledge/words.ts';
import type { Embedder } from './embedder.ts';
import { cosine } from './embedder.ts';
import { offersKind, questionKind } from './question-kind.ts';

/** An article as the answer to one question, seen sentence by sentence. */
export interface Look {
  articleId: string;
  evidence: Evidence;
  /** Best first. */
  sentences: { text: string; passage: string; score: number }[];
  /** Evidence of the article and its best sentence together; what looks are ordered by. */
  score: number;
}

/** Sentences are embedded while somebody waits, the first time; what ranks lower is seldom right. */
const mostArticles = 4;
const weights = { article: 0.7, sentence: 0.3 };
const sentenceWeights = { titled: 0.5, bare: 0.5, kind: 0.06, words: 0.1 };

/** Looks at the sentences of the likeliest articles for question number `index` of the message; best article first. */
export async function secondLook({
  embedder,
  passages,
  index,
  signal,
}: {
  embedder: Embedder;
  passages: readonly Passage[];
  index: number;
  signal?: AbortSignal;
}): Promise<Look[]> {
  const question = passages[0]?.evidence[index]?.question;
  if (question === undefined) return [];
  const kind = questionKind(question);
  const stems = new Set(contentStems(question));
  const likely = articlesByScore(passages, index).slice(0, mostArticles);
  const looked = passages.filter(({ articleId }) => likely.includes(articleId));
  const candidates = looked.flatMap((passage) =>
    sentencesOf(passage.text).map((text) => ({ passage, text })),
  );
  const texts = candidates.flatMap(({ passage, text }) => [text, `${passage.title}. ${text}`]);
  const [asked, ...vectors] = await embedder.embed([question, ...texts], signal ? { signal } : {});
  const near = (i: number) => (asked && vectors[i] ? cosine(asked, vectors[i]) : 0);

  const looks = new Map<string, Look & { best: number }>();
  candidates.forEach(({ passage, text }, i) => {
    const evidence = passage.evidence[index];
    if (!evidence) return;
    const look = looks.get(passage.articleId) ?? {
      articleId: passage.articleId,
      evidence,
      sentences: [],
      score: 0,
      best: 0,
    };
    const shared = contentStems(text).filter((stem) => stems.has(stem));
    const words = stems.size === 0 ? 0 : new Set(shared).size / stems.size;
    const titled = near(2 * i + 1);
    const score =
      sentenceWeights.titled * titled +
      sentenceWeights.bare * near(2 * i) +
      sentenceWeights.kind * offersKind(kind, text) +
      sentenceWeights.words * words;
    look.sentences.push({ text, passage: passage.id, score });
    look.best = Math.max(look.best, titled);
    looks.set(passage.articleId, look);
  });
  return [...looks.values()]
    .map(({ best, ...look }) => ({
      ...look,
      sentences: look.sentences.sort((a, b) => b.score - a.score),
      score: weights.article * look.evidence.score + weights.sentence * best,
    }))
    .sort((a, b) => b.score - a.score);
}

function articlesByScore(passages: readonly Passage[], index: number): string[] {
  const scores = new Map(passages.map(({ articleId, evidence }) => [articleId, evidence[index]?.score ?? 0]));
  return [...scores].sort((a, b) => b[1] - a[1]).map(([articleId]) => articleId);
}
