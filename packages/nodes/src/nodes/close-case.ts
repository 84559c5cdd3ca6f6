import { z } from 'zod';
import { defineNode } from '../define-node.ts';
import { template, translations } from '../fields.ts';
import { translatedSpeech } from '../speech-of.ts';

export const closeCase = defineNode({
  type: 'close-case',
  kind: 'decide',
  title: 'Close case',
  help: 'Ends the case, with a last word if you like. A customer who writes again soon finds it re-opened.',
  group: 'work',
  icon: 'circle-check-big',
  answers: 'closes',
  config: z.object({
    reason: template().min(1).default('solved').meta({
      title: 'Reason',
      description: 'Why the case is closed, for reports; the customer does not see it.',
      widget: 'template',
    }),
    text: template().default('').meta({
      title: 'Text',
      description: 'Said to the customer; empty says nothing.',
      widget: 'template',
    }),
    translations: translations(),
  }),
  ports: [],
  speaks: (config) => [translatedSpeech('Text', 'text', config)],
});
