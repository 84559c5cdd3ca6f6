import { z } from 'zod';
import { defineNode } from '../define-node.ts';
import { expression } from '../fields.ts';

export const condition = defineNode({
  type: 'condition',
  kind: 'decide',
  title: 'Condition',
  help: 'Asks one yes-or-no question about the case and goes on by the answer.',
  group: 'decide',
  icon: 'split',
  config: z.object({
    when: expression().meta({
      title: 'When',
      description: 'An expression that is true or false, such as customer.verified && case.turn > 1.',
      widget: 'expression',
    }),
  }),
  ports: [
    { id: 'yes', title: 'Yes', required: true },
    { id: 'no', title: 'No', required: true },
  ],
});
