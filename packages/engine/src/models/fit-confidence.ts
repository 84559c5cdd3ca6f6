import type { Features } from './offline-features.ts';
import { featureNames } from './offline-features.ts';

export interface Sample {
  features: Features;
  /** The sentences that would be said answer the question. */
  right: boolean;
  /** An offer of titles is a fair reaction: the question is about what the articles are about, answered there or not. */
  offerable: boolean;
}

export interface Fitted {
  bias: number;
  weights: Features;
  bands: { answer: number; offer: number };
}

const folds = 10;
/** Keeps coefficients small: there are a hundred samples or so for eight of them. */
const ridge = 0.03;

/**
 * Logistic regression, and two thresholds chosen on predictions for samples that the fit had not seen (cross-validation):
 * `answer` so that at most `wrong` of all samples are answered wrongly, `offer` so that at least `refused` of the
 * questions that have nothing to do with the articles lie below.
 */
export function fitConfidence(
  samples: readonly Sample[],
  { wrong, refused }: { wrong: number; refused: number },
): Fitted {
  const models = Array.from({ length: folds }, (_, fold) =>
    regress(samples.filter((_, i) => i % folds !== fold)),
  );
  const predicted = samples.map((sample, i) => {
    const unseen = models[i % folds];
    return { ...sample, p: unseen ? probability(unseen, sample.features) : 0 };
  });
  const steps = Array.from({ length: 99 }, (_, i) => (i + 1) / 100);
  const wrongAt = (limit: number) =>
    predicted.filter(({ p, right }) => p >= limit && !right).length / predicted.length;
  const hopeless = predicted.filter(({ offerable }) => !offerable);
  const below = (limit: number) =>
    hopeless.filter(({ p }) => p < limit).length / Math.max(1, hopeless.length);
  const answer = steps.find((limit) => wrongAt(limit) <= wrong) ?? 0.99;
  const offer = steps.find((limit) => below(limit) >= refused) ?? answer;
  return { ...regress(samples), bands: { answer, offer: Math.min(offer, answer) } };
}

function regress(samples: readonly Sample[]): Omit<Fitted, 'bands'> {
  const mean = perFeature((name) => average(samples.map(({ features }) => features[name])));
  const spread = perFeature(
    (name) => Math.sqrt(average(samples.map(({ features }) => (features[name] - mean[name]) ** 2))) || 1,
  );
  const rows = samples.map(({ features, right }) => ({
    x: featureNames.map((name) => (features[name] - mean[name]) / spread[name]),
    y: right ? 1 : 0,
  }));
  let bias = 0;
  let weights = featureNames.map(() => 0);
  for (let round = 0; round < 1_000; round++) {
    const errors = rows.map(({ x, y }) => sigmoid(bias + dot(weights, x)) - y);
    bias -= 0.5 * average(errors);
    weights = weights.map((weight, k) => {
      const slope = average(errors.map((error, i) => error * (rows[i]?.x[k] ?? 0))) + ridge * weight;
      // Every feature speaks for the answer: a negative coefficient could only be an accident of the few samples.
      return Math.max(0, weight - 0.5 * slope);
    });
  }
  const plain = perFeature((name) => (weights[featureNames.indexOf(name)] ?? 0) / spread[name]);
  return {
    weights: plain,
    bias: bias - featureNames.reduce((sum, name) => sum + plain[name] * mean[name], 0),
  };
}

export function probability({ bias, weights }: Pick<Fitted, 'bias' | 'weights'>, features: Features): number {
  return sigmoid(featureNames.reduce((sum, name) => sum + weights[name] * features[name], bias));
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const average = (values: readonly number[]) =>
  values.length === 0 ? 0 : values.reduce((a, b) => a + b, 0) / values.length;
const dot = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
const perFeature = (of: (name: keyof Features) => number) =>
  Object.fromEntries(featureNames.map((name) => [name, of(name)])) as Features;
