import { contentStems } from '../knowledge/words.ts';
import { offersKind, questionKind } from './question-kind.ts';
import type { Look } from './second-look.ts';

/** What the confidence of the offline model is computed from; the names are those of the fitted coefficients. */
export const featureNames = [
  'score',
  'sentence',
  'asked',
  'margin',
  'coverage',
  'sentenceCoverage',
  'kindMet',
  'kindMissed',
  'short',
] as const;
export type Features = Record<(typeof featureNames)[number], number>;

export function featuresOf(look: Look, second: Look | undefined, said: readonly string[]): Features {
  const { question, questionCosine, coverage } = look.evidence;
  const stems = [...new Set(contentStems(question))];
  const saidStems = new Set(contentStems(said.join(' ')));
  const kind = questionKind(question);
  const met = offersKind(kind, said.join(' '));
  return {
    score: look.score,
    sentence: look.sentences[0]?.score ?? 0,
    asked: questionCosine,
    margin: look.score - (second?.score ?? 0),
    coverage,
    sentenceCoverage:
      stems.length === 0 ? 0 : stems.filter((stem) => saidStems.has(stem)).length / stems.length,
    kindMet: met,
    kindMissed: kind === 'open' ? 0 : 1 - met,
    short: stems.length < 2 ? 1 : 0,
  };
}
