/** What one expression may cost, wherever it is evaluated. Support flows stay far below. */
export const limits = {
  /** Characters of source. */
  source: 4_000,
  /** Nodes of the parsed expression, and its nesting. */
  nodes: 500,
  depth: 40,
  /** Entries of a list or object written out in the expression. */
  entries: 200,
  arguments: 8,
  /** Steps of one evaluation, where each list entry looked at is a step. */
  steps: 100_000,
  /** Characters and entries of anything computed. */
  result: 100_000,
  /** Characters of a text that a pattern is searched in, and of the pattern. */
  patternText: 20_000,
  pattern: 500,
};
