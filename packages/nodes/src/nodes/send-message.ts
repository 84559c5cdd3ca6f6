import { z } from 'zod';
import { defineNode } from '../define-node.ts';
import { choices, template, translations } from '../fields.ts';
import { choicesOf, translatedSpeech } from '../speech-of.ts';

export const sendMessage = defineNode({
  type: 'send-message',
  kind: 'decide',
  title: 'Send message',
  help: 'Says something to the customer, with choices to press if you like.',
  group: 'talk',
  icon: 'send',
  answers: 'says',
  config: z.object({
    text: template().min(1, 'Write what to say.').meta({
      title: 'Text',
      description: 'What the customer reads; {{ }} fills in values.',
      widget: 'template',
    }),
    translations: translations(),
    choices: choices().max(10).default([]).meta({
      title: 'Choices',
      description: 'Buttons under the text; a channel without buttons shows numbers.',
      widget: 'list',
    }),
  }),
  ports: [{ id: 'sent', title: 'Sent', says: true }],
  speaks: (config) => [{ ...translatedSpeech('Text', 'text', config), choices: choicesOf(config.choices) }],
});
