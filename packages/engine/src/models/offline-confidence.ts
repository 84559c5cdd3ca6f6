import type { Fitted } from './fit-confidence.ts';

/** Made by `throughline eval --fit` from 131 questions of the tuning half (`test/eval`); do not edit by hand. */
export const fitted: Fitted = {
  weights: {
    asked: 3.8007159427268142,
    askedMargin: 5.953515353056335,
    askedMean: 10.385897725180007,
    coverage: 1.625515877533783,
    kindMet: 0.08235503540726306,
    kindKept: 0.9374554654009043,
    lexical: 0.31292111509268955,
    agree: 1.334908089947561,
  },
  bias: -13.212862322370336,
  bands: {
    answer: 0.84,
    offer: 0.39,
  },
};
