import { expect } from 'vitest';
import { describeNode } from '../testing/describe-node.ts';
import { decideCloseCase } from './close-case.decide.ts';
import { closeCase } from './close-case.ts';

describeNode({
  declaration: closeCase,
  decider: decideCloseCase,
  cases: [
    {
      name: 'without a word',
      config: {},
      expect: (decision) => expect(decision).toStrictEqual({ close: { reason: 'solved' } }),
    },
    {
      name: 'with a last word in the language of the case',
      config: {
        reason: 'silent after {{ case.turn }} turn',
        text: 'Goodbye, {{ customer.name }}!',
        translations: [{ language: 'sv', text: 'Hej då, {{ customer.name }}!' }],
      },
      given: { language: 'sv', customer: { name: 'Ana' } },
      expect: (decision) =>
        expect(decision).toStrictEqual({
          close: { reason: 'silent after 1 turn' },
          say: [{ text: 'Hej då, Ana!', language: 'sv' }],
        }),
    },
  ],
});
