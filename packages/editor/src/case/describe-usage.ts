import type { ModelUsage } from '../api/case.ts';

/** What the answers of a case took of a paid model: in short, and all of it. Nothing for a model that is free. */
export function describeUsage(usage: ModelUsage | undefined): { short: string; whole: string } | undefined {
  if (!usage || usage.calls === 0) return undefined;
  const { calls, inputTokens, outputTokens, cost } = usage;
  const called = `${number.format(calls)} model ${calls === 1 ? 'call' : 'calls'}`;
  return {
    short: cost > 0 ? `${called}, ${dollars(cost)}` : called,
    whole: [
      `${called}: ${number.format(inputTokens)} tokens read, ${number.format(outputTokens)} written`,
      cost > 0 ? `${dollars(cost)} (US dollars)` : 'cost unknown: no prices are configured',
    ].join('; '),
  };
}

const number = new Intl.NumberFormat('en');

/** Most cases cost less than a cent, so small sums keep two digits that say something. */
function dollars(cost: number): string {
  const digits =
    cost >= 1 ? { minimumFractionDigits: 2, maximumFractionDigits: 2 } : { maximumSignificantDigits: 2 };
  return `$${new Intl.NumberFormat('en', digits).format(cost)}`;
}
