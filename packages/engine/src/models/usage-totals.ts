import type { Usage } from './model.ts';
import { noUsage } from './model.ts';

/** Adds up what was used of paid models. */
export interface UsageTotals {
  add(usage: Usage): void;
  read(): Usage;
}

export function createUsageTotals(): UsageTotals {
  let total = noUsage;
  return {
    add({ inputTokens, outputTokens, cost, calls }) {
      total = {
        inputTokens: total.inputTokens + inputTokens,
        outputTokens: total.outputTokens + outputTokens,
        cost: total.cost + cost,
        calls: total.calls + calls,
      };
    },
    read: () => total,
  };
}
