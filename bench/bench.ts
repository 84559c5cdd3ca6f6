import type { Stack } from '../packages/engine/src/local/stack.ts';

/** One bench: measures both sides of what it compares in one run, and says what it found beside what it should be. */
export type Bench = {
  name: string;
  about: string;
  run(servers: () => Promise<Stack>, say: (text: string) => void): Promise<Row[]>;
};

/** `goal` is missing for figures that only explain the others. */
export type Row = { measure: string; value: number; unit: string; goal?: Goal };
export type Goal = { atMost: number } | { atLeast: number };

export function reached({ value, goal }: Row): boolean | undefined {
  if (!goal) return undefined;
  return 'atMost' in goal ? value <= goal.atMost : value >= goal.atLeast;
}

/** Nearest-rank percentile; `share` between 0 and 1. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
