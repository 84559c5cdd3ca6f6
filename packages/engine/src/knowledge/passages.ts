import type { LeftOutSentence } from './knowledge-api.ts';
import type { LiveArticle } from './live-article.ts';
import { chunkId } from './live-article.ts';
import type { Passage } from './passage.ts';
import type { Policies } from './policy-values.ts';
import { fillPolicies } from './policy-values.ts';
import type { RankedArticle } from './ranking.ts';
import { sentencesOf } from './sentences.ts';

/** How many chunks the first, second, ... article of a question may bring. */
const chunksByRank = [3, 2, 2, 1, 1, 1];

/** Passages for an answer, best first: each question's best articles, filled with the values of the policies. */
export function passagesOf(
  rankings: readonly RankedArticle[][],
  limit: number,
  policies: Policies,
  onLeftOut: (sentence: LeftOutSentence) => void = () => {},
): Passage[] {
  const chosen = new Map<string, Passage>();
  const shownTextOf = ({ articleId }: LiveArticle, text: string) =>
    shownText(text, policies, (sentence) => onLeftOut({ articleId, ...sentence }));
  const share = Math.max(1, Math.ceil(limit / Math.max(1, rankings.length)));
  for (const ranking of rankings) {
    for (const passage of bestOf(ranking, rankings, share, shownTextOf)) {
      const known = chosen.get(passage.id);
      if (!known || known.score < passage.score) chosen.set(passage.id, passage);
    }
  }
  return [...chosen.values()].sort((a, b) => b.score - a.score).slice(0, limit);
}

function bestOf(
  ranking: readonly RankedArticle[],
  all: readonly RankedArticle[][],
  share: number,
  shownTextOf: (article: LiveArticle, text: string) => string,
): Passage[] {
  const passages: Passage[] = [];
  for (const [rank, { article, chunks }] of ranking.entries()) {
    for (const { n, score } of chunks.slice(0, chunksByRank[rank] ?? 0)) {
      if (passages.length === share) return passages;
      const chunk = article.chunks[n];
      const text = chunk && shownTextOf(article, chunk.text);
      if (!text) continue;
      passages.push({
        id: chunkId(article, n),
        articleId: article.articleId,
        version: article.version,
        title: article.title,
        ...(chunk.heading === undefined ? {} : { heading: chunk.heading }),
        language: article.language,
        text,
        score,
        evidence: all.map((other) => evidenceFor(article.articleId, other)),
      });
    }
  }
  return passages;
}

function evidenceFor(articleId: string, ranking: readonly RankedArticle[]) {
  const found = ranking.find(({ article }) => article.articleId === articleId);
  if (found) return found.evidence;
  return {
    question: ranking[0]?.evidence.question ?? '',
    score: 0,
    cosine: 0,
    asked: [],
    lexical: 0,
    coverage: 0,
  };
}

/** A sentence whose policy has no value is left out: nobody is told `{{ ... }}`, or half a rule. */
function shownText(
  text: string,
  policies: Policies,
  onLeftOut: (sentence: Omit<LeftOutSentence, 'articleId'>) => void,
): string {
  const filled = fillPolicies(text, policies);
  if (filled.missing.length === 0) return filled.text;
  const shown: string[] = [];
  for (const sentence of sentencesOf(text)) {
    const { text: whole, missing } = fillPolicies(sentence, policies);
    if (missing.length === 0) shown.push(whole);
    else onLeftOut({ text: sentence, missing });
  }
  return shown.join(' ');
}
