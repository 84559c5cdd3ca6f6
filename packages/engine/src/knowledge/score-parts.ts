import type { Evidence, RetrievalFeatures } from './passage.ts';
import { weights } from './ranking.ts';

/**
 * `text`: the article's text in meaning; `asked`: the nearest of its questions in meaning; `words`: shared words; `passage`:
 * less for a passage that is further from the question than the article's nearest one.
 */
export const scoreParts = ['text', 'asked', 'words', 'passage'] as const;
export type ScorePart = { part: (typeof scoreParts)[number]; value: number; brings: number };

/** What the score of a passage is made of, as `rankArticles` made it: what the parts bring adds up to it. */
export function partsOf(
  evidence: Evidence,
  { score, mode }: { score: number; mode: RetrievalFeatures['mode'] },
): ScorePart[] {
  const { cosine, asked, lexical, coverage } = evidence;
  const behind = score - evidence.score;
  const place: ScorePart[] = behind < -1e-9 ? [{ part: 'passage', value: behind, brings: behind }] : [];
  if (mode === 'lexical')
    return [{ part: 'words', value: lexical * coverage, brings: evidence.score }, ...place];
  const whole = 1 + weights.lexical;
  const [nearest] = asked;
  const ofText = nearest ? weights.text : weights.text + weights.asked;
  const meant: ScorePart[] = nearest
    ? [{ part: 'asked', value: nearest.cosine, brings: (weights.asked * nearest.cosine) / whole }]
    : [];
  return [
    { part: 'text', value: cosine, brings: (ofText * cosine) / whole },
    ...meant,
    { part: 'words', value: lexical, brings: (weights.lexical * lexical) / whole },
    ...place,
  ];
}
