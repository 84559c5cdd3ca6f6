import { expect, test } from 'vitest';
import { createRunContext } from '../testing/create-run-context.ts';
import type { TestRunContext } from '../testing/create-run-context.ts';
import { describeNode } from '../testing/describe-node.ts';
import { run } from '../testing/run.ts';
import { runAnswer } from './answer.run.ts';
import { answer } from './answer.ts';

const refunds = {
  id: 'refunds:0',
  articleId: 'refunds',
  version: 3,
  title: 'Refunds',
  text: 'Refunds reach your card within five days. We also sell tea.',
  score: 0.9,
};

/** The retrieve node before has kept its passages, as the case's state says. */
function found(confidence: number, passages = [refunds]) {
  return async (context: TestRunContext) => {
    await context.keep('passages', { passages, confidence, detail: null });
  };
}

const given = {
  messages: ['When do refunds reach my card?'],
  nodes: {
    find: {
      port: 'found',
      output: {
        question: 'When do refunds reach my card?',
        passages: { content: 'node-under-test#1:passages', digest: 'x', bytes: 1 },
      },
    },
  },
};

describeNode({
  declaration: answer,
  runner: runAnswer,
  cases: [
    {
      name: 'answers with the source',
      config: { from: 'find' },
      given,
      before: found(0.9),
      port: 'answered',
      expect: (result) => {
        expect(result.say).toStrictEqual([
          {
            text: 'Refunds reach your card within five days.',
            sources: [{ articleId: 'refunds', version: 3, title: 'Refunds' }],
            language: 'en',
          },
        ]);
        expect(result.output).toStrictEqual({
          confidence: 0.9,
          articles: ['refunds'],
          dropped: 0,
          policyVersion: 1,
        });
        expect(result.brief).toStrictEqual({
          issue: { text: 'When do refunds reach my card?', messages: ['m1'] },
          steps: [{ text: 'Answered from "Refunds".', messages: ['m1'] }],
          openQuestion: null,
        });
      },
    },
    {
      name: 'the issue of the case stays what it was',
      config: { from: 'find' },
      given: { ...given, brief: { issue: { text: 'Broken kettle', messages: ['m0'] } } },
      before: found(0.9),
      port: 'answered',
      expect: (result) => expect(result.brief).not.toHaveProperty('issue'),
    },
    {
      name: 'offers titles when unsure, in the language of the case',
      config: { from: 'find' },
      given: { ...given, language: 'de-AT' },
      before: found(0.4),
      port: 'offered',
      expect: (result) => {
        expect(result.say?.[0]?.text).toMatch(/^Ich bin nicht ganz sicher/);
        expect(result.say?.[0]?.choices).toStrictEqual([
          { id: 'article:refunds', label: 'Refunds' },
          { id: 'something-else', label: 'Etwas anderes' },
          { id: 'person', label: 'Mit einem Menschen sprechen' },
        ]);
        expect(result.output).toMatchObject({ articles: ['refunds'] });
      },
    },
    {
      name: 'says nothing when it does not know',
      config: { from: 'find' },
      given,
      before: found(0.1),
      port: 'not-sure',
      expect: (result) => expect(result).not.toHaveProperty('say'),
    },
    {
      name: 'answers the model in the first allowed language when the customer speaks another',
      config: { from: 'find', languages: ['sv', 'en'], instructions: 'Be brief.' },
      given: { ...given, language: 'fr' },
      before: found(0.9),
      port: 'answered',
      expect: (_, context) =>
        expect(context.calls).toContainEqual({
          access: 'model.answer',
          with: expect.objectContaining({ language: 'sv', instructions: 'Be brief.' }) as unknown,
        }),
    },
    {
      name: 'has nothing to answer from',
      config: { from: 'elsewhere' },
      given,
      fails: 'answer.no-passages',
    },
  ],
});

test('an answer never says what the model did not ground', async () => {
  const context = createRunContext({
    model: { answer: async () => ({ band: 'not-sure', confidence: 0.2 }) },
  });
  await found(0.9)(context);
  const result = await run(answer, runAnswer, { config: { from: 'find' }, given }, context);
  expect(result.port).toBe('not-sure');
  expect(result.say).toBeUndefined();
});
