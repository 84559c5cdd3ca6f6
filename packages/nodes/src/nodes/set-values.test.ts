import { expect, test } from 'vitest';
import { describeNode } from '../testing/describe-node.ts';
import { decideSetValues } from './set-values.decide.ts';
import { setValues } from './set-values.ts';

describeNode({
  declaration: setValues,
  decider: decideSetValues,
  cases: [
    {
      name: 'values of any kind, all worked out before any is set',
      config: {
        assignments: [
          { name: 'tries', value: 'case.values.tries + 1' },
          { name: 'before', value: 'case.values.tries' },
          { name: 'topics', value: '["refund", message.text]' },
        ],
      },
      given: { values: { tries: 1 }, messages: ['tea'] },
      port: 'done',
      expect: (decision) =>
        expect(decision).toMatchObject({ set: { tries: 2, before: 1, topics: ['refund', 'tea'] } }),
    },
    {
      name: 'a value that does not resolve',
      config: { assignments: [{ name: 'x', value: 'case.values.missing' }] },
      fails: 'expression.unknown-name',
    },
    {
      name: 'a value that would make the case large',
      config: { assignments: [{ name: 'all', value: 'message.text' }] },
      given: { messages: ['x'.repeat(5_000)] },
      fails: 'set-values.too-large',
    },
  ],
});

test('a name can be read after a dot', () => {
  const parses = (name: string) =>
    setValues.config.safeParse({ assignments: [{ name, value: '1' }] }).success;
  expect(['plan', '_x', 'a1'].map(parses)).toEqual([true, true, true]);
  expect(['', '1a', 'a-b', 'a.b', '__proto__ '].map(parses)).toEqual([false, false, false, false, false]);
});
