import type { Fitted } from './fit-confidence.ts';

/** Made by `throughline eval --fit` from 131 questions of the tuning half (`test/eval`); do not edit by hand. */
export const fitted: Fitted = {
  weights: {
    score: 0.2883622136773038,
    sentence: 1.0211336109356612,
    asked: 0.3239405062748607,
    margin: 6.302782253365191,
    coverage: 0.4316781326803685,
    sentenceCoverage: -0.3004407778275277,
    kindMet: 0.4332788821220997,
    kindMissed: -1.056020941632571,
    short: -0.24911497533239413,
    lexical: -0.6651482321401225,
    agree: 0.8727235140945633,
  },
  bias: -1.8620397098754293,
  bands: {
    answer: 0.67,
    offer: 0.35,
  },
};
