import { expect, it } from 'vitest';
import { describeUsage } from './describe-usage.ts';

const usage = { calls: 3, inputTokens: 4_512, outputTokens: 230, cost: 0.00081 };

it('tells calls, tokens and cost', () => {
  expect(describeUsage(usage)).toEqual({
    short: '3 model calls, $0.00081',
    whole: '3 model calls: 4,512 tokens read, 230 written; $0.00081 (US dollars)',
  });
  expect(describeUsage({ ...usage, calls: 1, cost: 12.3456 })?.short).toBe('1 model call, $12.35');
  expect(describeUsage({ ...usage, cost: 0.4567 })?.short).toBe('3 model calls, $0.46');
});

it('does not call a cost nothing that nobody knows', () => {
  expect(describeUsage({ ...usage, cost: 0 })).toEqual({
    short: '3 model calls',
    whole: '3 model calls: 4,512 tokens read, 230 written; cost unknown: no prices are configured',
  });
});

it('says nothing where no paid model was asked', () => {
  expect(describeUsage(undefined)).toBeUndefined();
  expect(describeUsage({ calls: 0, inputTokens: 0, outputTokens: 0, cost: 0 })).toBeUndefined();
});
