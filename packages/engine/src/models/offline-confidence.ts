/** Made by `throughline eval --fit` from the tuning half of the evaluation set; do not edit by hand. */
export const fitted = {
  bias: -6,
  weights: {
    score: 8,
    sentence: 4,
    asked: 2,
    margin: 5,
    coverage: 2,
    sentenceCoverage: 1,
    kindMet: 0.3,
    kindMissed: -0.5,
    short: -0.5,
  },
  bands: { answer: 0.6, offer: 0.2 },
};
