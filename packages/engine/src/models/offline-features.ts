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
  'lexical',
  'agree',
] as const;
export type Features = Record<(typeof featureNames)[number], number>;

export function featuresOf(looks: readonly [Look, ...Look[]], said: readonly string[]): Features {
  const [look, second] = looks;
  const { question, questionCosine, coverage, lexical } = look.evidence;
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
    lexical,
    agree: agreement(looks),
  };
}

/** Share of the ways of looking that put the same article first. Independent ways seldom agree on a wrong one. */
function agreement([look, ...others]: readonly [Look, ...Look[]]): number {
  const ways: ((look: Look) => number)[] = [
    ({ evidence }) => evidence.cosine,
    ({ evidence }) => evidence.questionCosine,
    ({ evidence }) => evidence.lexical,
    ({ sentences }) => sentences[0]?.score ?? 0,
  ];
  return (
    ways.filter((way) => way(look) > 0 && others.every((other) => way(look) >= way(other))).length /
    ways.length
  );
}
