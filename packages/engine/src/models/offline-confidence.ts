import type { Fitted } from './fit-confidence.ts';

/** Made by `throughline eval --fit` from 131 questions of the tuning half (`test/eval`); do not edit by hand. */
export const fitted: Fitted = {
  "weights": {
    "score": 1.1983308213463335,
    "sentence": 0.8034642517496499,
    "asked": 0.0217724561599561,
    "margin": 5.793325224690547,
    "coverage": 0.5481981923416211,
    "sentenceCoverage": -0.3884438155444218,
    "kindMet": -0.009618460087760993,
    "kindMissed": 0.4989106295620868,
    "short": -0.20667412223202714,
    "lexical": -0.6052252731551848,
    "agree": 0.8793298156436141
  },
  "bias": -2.0152731889926123,
  "bands": {
    "answer": 0.66,
    "offer": 0.39
  }
};
