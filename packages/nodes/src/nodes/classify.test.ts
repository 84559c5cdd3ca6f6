import { expect, test } from 'vitest';
import { describeNode } from '../testing/describe-node.ts';
import { runClassify } from './classify.run.ts';
import { classify } from './classify.ts';

const labels = [
  { id: 'refund', title: 'Refund', description: 'Wants the money back for an order.' },
  { id: 'delivery', title: 'Delivery', description: 'Asks where a parcel is or when it arrives.' },
];

describeNode({
  declaration: classify,
  runner: runClassify,
  cases: [
    {
      name: 'the label that fits',
      config: { labels },
      given: { messages: ['refund money'] },
      port: 'refund',
      expect: (result) =>
        expect(result.output).toStrictEqual({
          label: 'refund',
          confidence: 1,
          language: '',
          urgency: '',
          sentiment: '',
        }),
    },
    {
      name: 'nothing fits well enough',
      config: { labels, minimumConfidence: 0.6 },
      given: { messages: ['parcel umbrella weather forecast'] },
      port: 'other',
      expect: (result) => expect(result.output).toMatchObject({ label: 'other', confidence: 0.25 }),
    },
    {
      name: 'a label that the model made up has no port',
      config: { labels },
      world: { model: { classify: async () => ({ label: 'error', confidence: 1 }) } },
      port: 'other',
    },
    {
      name: 'language, urgency and mood on request',
      config: {
        labels,
        detectLanguage: true,
        rateUrgency: true,
        rateSentiment: true,
        instructions: 'Money first.',
      },
      given: { messages: ['Ich möchte bitte mein Geld für die Bestellung zurück haben'] },
      world: {
        model: {
          classify: async ({ labels: [first], instructions }) => ({
            label: instructions ? 'refund' : (first?.id ?? ''),
            confidence: 0.9,
          }),
        },
      },
      port: 'refund',
      expect: (result, context) => {
        expect(result.output).toMatchObject({ language: 'de', urgency: 'low', sentiment: 'negative' });
        expect(result.customer).toMatchObject({ id: 'customer-1', language: 'de' });
        expect(result.brief).toStrictEqual({ mood: { text: 'Sounds negative.', messages: ['m1'] } });
        expect(context.calls).toHaveLength(3);
      },
    },
    {
      name: 'a text too short to know its language',
      config: { labels, detectLanguage: true },
      given: { messages: ['ok'] },
      port: 'other',
      expect: (result) => expect(result).not.toHaveProperty('customer'),
    },
  ],
});

test('ids of labels are ports of their own', () => {
  const parses = (ids: string[]) =>
    classify.config.safeParse({ labels: ids.map((id) => ({ id, title: id, description: id })) }).success;
  expect(parses(['refund', 'delivery'])).toBe(true);
  expect(parses(['refund', 'refund'])).toBe(false);
  expect(parses(['other'])).toBe(false);
  expect(parses(['error'])).toBe(false);
  expect(parses([])).toBe(false);
});
