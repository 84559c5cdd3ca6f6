import { implementNode } from '../define-node.ts';
import { detectLanguage } from '../detect-language.ts';
import type { ModelAccess } from '../run-context.ts';
import { idsOf } from '../said.ts';
import { classify } from './classify.ts';

const urgencies = [
  { id: 'low', description: 'No hurry: a general question, curiosity, feedback.' },
  { id: 'normal', description: 'An ordinary request that should be dealt with in its turn.' },
  {
    id: 'high',
    description:
      'Urgent: a deadline today, money lost, no access, danger, or the customer says it is urgent.',
  },
];

const sentiments = [
  { id: 'negative', description: 'Angry, upset, disappointed, worried or threatening to leave.' },
  { id: 'neutral', description: 'Matter-of-fact, neither pleased nor upset.' },
  { id: 'positive', description: 'Friendly, pleased, thankful.' },
];

const maxCharacters = 8_000;

export const runClassify = implementNode(classify, async (input, context) => {
  const { config } = input;
  const text = config.text.slice(0, maxCharacters);
  const labels = config.labels.map(({ id, title, description }) => ({
    id,
    description: `${title}: ${description}`,
  }));
  const instructions = config.instructions ? { instructions: config.instructions } : {};
  const [wish, urgency, sentiment] = await Promise.all([
    context.model.classify({ text, labels, ...instructions }),
    config.rateUrgency ? rate(context.model, text, urgencies) : '',
    config.rateSentiment ? rate(context.model, text, sentiments) : '',
  ]);
  // A model may invent a label; only the closed list has ports.
  const isSure = wish.confidence >= config.minimumConfidence && labels.some(({ id }) => id === wish.label);
  const label = isSure ? wish.label : 'other';
  const language = config.detectLanguage ? (detectLanguage(text, input.languages) ?? '') : '';
  return {
    port: label,
    output: { label, confidence: wish.confidence, language, urgency, sentiment },
    ...(language === '' ? {} : { customer: { ...input.customer, language } }),
    ...(sentiment === '' || sentiment === 'neutral'
      ? {}
      : { brief: { mood: { text: `Sounds ${sentiment}.`, messages: idsOf(input.messages) } } }),
  };
});

async function rate(
  model: ModelAccess,
  text: string,
  labels: { id: string; description: string }[],
): Promise<string> {
  const { label } = await model.classify({ text, labels });
  return labels.some(({ id }) => id === label) ? label : '';
}
