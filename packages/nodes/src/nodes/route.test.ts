import { expect, test } from 'vitest';
import { describeNode } from '../testing/describe-node.ts';
import { decideRoute } from './route.decide.ts';
import { route } from './route.ts';

const config = {
  rules: [
    { when: 'case.language == "de"', queue: 'support-de', skill: 'german', priority: 2 },
    { when: 'message.text.contains("refund")', queue: 'refunds' },
  ],
  otherwise: { queue: 'support' },
};

describeNode({
  declaration: route,
  decider: decideRoute,
  cases: [
    {
      name: 'the first rule that holds',
      config,
      given: { language: 'de', messages: ['refund'] },
      port: 'routed',
      expect: (decision) =>
        expect(decision).toMatchObject({
          output: { queue: 'support-de', skill: 'german', priority: 2, rule: 1 },
        }),
    },
    {
      name: 'a later rule',
      config,
      given: { messages: ['refund'] },
      port: 'routed',
      expect: (decision) =>
        expect(decision).toMatchObject({ output: { queue: 'refunds', skill: '', priority: 3, rule: 2 } }),
    },
    {
      name: 'none',
      config,
      port: 'routed',
      expect: (decision) => expect(decision).toMatchObject({ output: { queue: 'support', rule: 0 } }),
    },
    {
      name: 'a rule that is no condition',
      config: { ...config, rules: [{ when: '1', queue: 'x' }] },
      fails: 'condition.not-boolean',
    },
  ],
});

test('a priority is from 1 to 5', () => {
  expect(route.config.safeParse({ otherwise: { queue: 'support', priority: 0 } }).success).toBe(false);
  expect(route.config.safeParse({ otherwise: { queue: 'support', priority: 5 } }).success).toBe(true);
  expect(route.config.safeParse({ otherwise: { queue: '' } }).success).toBe(false);
});
