import type { Fitted } from './fit-confidence.ts';

/** Made by `throughline eval --fit` from 131 questions of the tuning half (`test/eval`); do not edit by hand. */
export const fitted: Fitted = {
  weights: {
    asked: 3.8595304644080204,
    askedMargin: 5.276471890847003,
    askedMean: 10.082872743154972,
    coverage: 1.3819857966473246,
    kindMet: 0.16270877696117303,
    kindKept: 0.5475005635428636,
    lexical: 0.5444204998132054,
    agree: 1.2534832697116987,
  },
  bias: -12.64639008968117,
  bands: {
    answer: 0.86,
    offer: 0.41,
  },
};
