import { offersKind, questionKind } from './question-kind.ts';
import type { Look } from './second-look.ts';

/**
 * What the confidence of the offline model is computed from; the names are those of the fitted coefficients. Each speaks
 * for the answer the more, the greater it is.
 */
export const featureNames = [
  'asked',
  'askedMargin',
  'askedMean',
  'coverage',
  'kindMet',
  'kindKept',
  'lexical',
  'agree',
] as const;
export type Features = Record<(typeof featureNames)[number], number>;

export function featuresOf(looks: readonly [Look, ...Look[]], said: readonly string[]): Features {
  const [look, ...others] = looks;
  const { question, asked, cosine, coverage, lexical } = look.evidence;
  const kind = questionKind(question);
  const met = offersKind(kind, said.join(' '));
  return {
    asked: nearestAsked(look),
    askedMargin: nearestAsked(look) - Math.max(0, ...others.map(nearestAsked)),
    askedMean: asked.length === 0 ? cosine : mean(asked.map(({ cosine }) => cosine)),
    coverage,
    kindMet: met,
    kindKept: kind === 'open' ? 1 : met,
    lexical,
    agree: agreement(looks),
  };
}

/** An article without questions of its own is as near as its text. */
const nearestAsked = ({ evidence }: Look) => evidence.asked[0]?.cosine ?? evidence.cosine;
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Share of the ways of looking that put the same article first. Independent ways seldom agree on a wrong one. */
function agreement([look, ...others]: readonly [Look, ...Look[]]): number {
  const ways: ((look: Look) => number)[] = [
    ({ evidence }) => evidence.cosine,
    nearestAsked,
    ({ evidence }) => evidence.lexical,
    ({ sentences }) => sentences[0]?.score ?? 0,
  ];
  return (
    ways.filter((way) => way(look) > 0 && others.every((other) => way(look) >= way(other))).length /
    ways.length
  );
}
