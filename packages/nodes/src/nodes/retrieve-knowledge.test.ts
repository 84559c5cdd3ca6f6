import { expect } from 'vitest';
import { describeNode } from '../testing/describe-node.ts';
import { nodeId } from '../testing/given.ts';
import { runRetrieveKnowledge } from './retrieve-knowledge.run.ts';
import { retrieveKnowledge } from './retrieve-knowledge.ts';

const articles = [
  { articleId: 'refunds', title: 'Refunds', text: 'Refunds reach your card within five days.', version: 3 },
  { articleId: 'delivery', title: 'Delivery', text: 'Parcels travel for two days.' },
];

describeNode({
  declaration: retrieveKnowledge,
  runner: runRetrieveKnowledge,
  cases: [
    {
      name: 'finds, and keeps the passages beside the case',
      config: {},
      given: { messages: ['When do refunds', 'reach my card?'] },
      world: { articles },
      port: 'found',
      expect: (result, context) => {
        expect(result.output).toMatchObject({
          count: 1,
          bestTitle: 'Refunds',
          question: 'When do refunds\nreach my card?',
        });
        expect([...context.contents.values()]).toMatchObject([
          { passages: [{ articleId: 'refunds', version: 3 }] },
        ]);
      },
    },
    {
      name: 'finds nothing',
      config: {},
      given: { messages: ['Do you sell umbrellas?'] },
      world: { articles },
      port: 'nothing',
      expect: (result, context) => {
        expect(result.output).toMatchObject({ count: 0, confidence: 0, bestTitle: '' });
        expect(context.contents.size).toBe(0);
      },
    },
    {
      name: 'finds too little',
      config: { minimumConfidence: 0.9 },
      given: { messages: ['When does the delivery with refunds arrive?'] },
      world: { articles },
      port: 'nothing',
      expect: (result) => expect(result.output).toMatchObject({ count: 2 }),
    },
    {
      name: 'a pressed title brings that article for the question asked before',
      config: {},
      given: {
        messages: [{ text: 'Delivery', choice: 'article:delivery' }],
        nodes: { [nodeId]: { port: 'found', output: { question: 'How long until it is here?' } } },
      },
      world: { articles },
      port: 'found',
      expect: (result, context) => {
        expect(result.output).toMatchObject({
          bestTitle: 'Delivery',
          question: 'How long until it is here?',
        });
        expect(context.calls[0]).toMatchObject({
          with: { articleId: 'delivery', text: 'How long until it is here?' },
        });
      },
    },
    {
      name: 'a pressed title without an earlier question asks for its label',
      config: {},
      given: { messages: [{ text: 'Delivery', choice: 'article:delivery' }] },
      world: { articles },
      port: 'found',
      expect: (result) => expect(result.output).toMatchObject({ question: 'Delivery' }),
    },
    {
      name: 'the question and the limit are configured',
      config: { query: '{{ case.values.topic }} {{ message.text }}', limit: 1 },
      given: { values: { topic: 'delivery' }, messages: ['and refunds'] },
      world: { articles },
      port: 'found',
      expect: (result) => expect(result.output).toMatchObject({ count: 1, question: 'delivery and refunds' }),
    },
  ],
});
