/** Made by `throughline eval --fit` from 131 questions of the tuning half (`test/eval`); do not edit by hand. */
export const fitted = {
  "weights": {
    "score": 0.9540594975446366,
    "sentence": 1.0722154157835813,
    "asked": 0.8984200704997792,
    "margin": 6.8525287573916565,
    "coverage": -0.2560768117608992,
    "sentenceCoverage": -0.656582668736583,
    "kindMet": -0.14232583059909915,
    "kindMissed": 0.2868651193407359,
    "short": -0.24238441384062906
  },
  "bias": -2.139710099551575,
  "bands": {
    "answer": 0.7,
    "offer": 0.7
  }
};
