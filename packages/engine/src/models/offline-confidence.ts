import type { Fitted } from './fit-confidence.ts';

/** Made by `throughline eval --fit` from 131 questions of the tuning half (`test/eval`); do not edit by hand. */
export const fitted: Fitted = {
  weights: {
    asked: 3.800715942726814,
    askedMargin: 5.953515353056336,
    askedMean: 10.385897725180007,
    coverage: 1.625515877533783,
    kindMet: 0.0823550354072631,
    kindKept: 0.9374554654009043,
    lexical: 0.3129211150926895,
    agree: 1.334908089947561,
  },
  bias: -13.212862322370336,
  bands: {
    answer: 0.88,
    offer: 0.39,
  },
};
