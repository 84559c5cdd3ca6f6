import { z } from 'zod';
import type { PortDeclaration } from '@throughline/flow/declaration';
import { defineNode } from '../define-node.ts';
import { id, template } from '../fields.ts';

const reserved = ['other', 'error'];

export const classify = defineNode({
  type: 'classify',
  kind: 'run',
  safeInSimulation: true,
  title: 'Classify',
  help: 'Decides what the customer wants, from a closed list of labels; "other" when nothing fits well enough.',
  group: 'know',
  icon: 'tags',
  config: z.object({
    text: template().min(1).default('{{ message.text }}').meta({
      title: 'Text',
      description: 'What to classify; usually what the customer wrote.',
      widget: 'template',
    }),
    labels: z
      .array(
        z.object({
          id: id()
            .refine(
              (text) => !reserved.includes(text),
              'Take another id: "other" and "error" are ports of their own.',
            )
            .meta({ title: 'Id', description: 'Name of the port and of the label in output.label.' }),
          title: z.string().trim().min(1).max(80).meta({ title: 'Title', description: 'Shown at the port.' }),
          description: z.string().trim().min(1).max(500).meta({
            title: 'Description',
            description: 'What customers want who belong here, with an example or two.',
            widget: 'long-text',
          }),
        }),
      )
      .min(1, 'Add a label.')
      .max(30)
      .refine(
        (labels) => new Set(labels.map(({ id }) => id)).size === labels.length,
        'Every label needs an id of its own.',
      )
      .meta({ title: 'Labels', description: 'What the customer may want; each is a port.', widget: 'list' }),
    minimumConfidence: z.number().min(0).max(1).default(0.5).meta({
      title: 'Minimum confidence',
      description: 'Below this, from 0 to 1, the text counts as "other".',
    }),
    detectLanguage: z.boolean().default(false).meta({
      title: 'Detect the language',
      description:
        'Finds out in which language the text is written, and goes on in it if the flow speaks it.',
    }),
    rateUrgency: z.boolean().default(false).meta({
      title: 'Rate the urgency',
      description: 'Also decides between low, normal and high.',
    }),
    rateSentiment: z.boolean().default(false).meta({
      title: 'Rate the mood',
      description: 'Also decides between negative, neutral and positive, and notes it in the brief.',
    }),
    instructions: z.string().trim().max(4_000).optional().meta({
      title: 'Instructions',
      description: 'What helps to tell the labels apart.',
      widget: 'long-text',
    }),
  }),
  ports: ({ labels }): PortDeclaration[] => [
    ...labels.map(({ id, title }) => ({ id, title, required: true })),
    { id: 'other', title: 'Other', required: true },
    { id: 'error', title: 'Failed' },
  ],
  outputs: {
    label: { type: 'text', help: 'Id of the label, or "other".' },
    confidence: { type: 'number', help: 'From 0 to 1.' },
    language: { type: 'text', help: 'Code of the language, or empty when it is not asked for or not clear.' },
    urgency: { type: 'text', help: 'low, normal or high; empty when it is not asked for.' },
    sentiment: { type: 'text', help: 'negative, neutral or positive; empty when it is not asked for.' },
  },
});
