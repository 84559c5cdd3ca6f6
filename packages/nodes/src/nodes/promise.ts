import { z } from 'zod';
import { defineNode } from '../define-node.ts';
import { duration, template } from '../fields.ts';

export const promise = defineNode({
  type: 'promise',
  kind: 'decide',
  title: 'Promise',
  help: 'Keeps in mind what the customer was promised. When it is due, the case wakes up and people get it, even if it was closed. Says nothing: put a message before it.',
  group: 'work',
  icon: 'calendar-clock',
  config: z.object({
    text: template().min(1, 'Write what is promised.').max(300).meta({
      title: 'Promise',
      description: 'What agents read in the brief, such as "Refund of order {{ case.values.orderNumber }}".',
      widget: 'template',
    }),
    within: duration().optional().meta({
      title: 'Within',
      description: 'When it has to be kept, such as 2h or 5d. Empty: it has no time, and wakes nobody.',
      widget: 'duration',
    }),
  }),
  ports: [{ id: 'done', title: 'Done', required: true }],
});
