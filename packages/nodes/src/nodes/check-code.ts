import { z } from 'zod';
import { defineNode } from '../define-node.ts';
import { expression } from '../fields.ts';

export const checkCode = defineNode({
  type: 'check-code',
  kind: 'run',
  local: true,
  safeInSimulation: true,
  title: 'Check code',
  help: 'Looks for the one-time code in what the customer has just written. Who has it is the customer whom it was sent to, and the case is theirs.',
  group: 'people',
  icon: 'shield-check',
  config: z.object({
    proof: expression().meta({
      title: 'Proof',
      description: 'What "Send code" has started, such as nodes.send.output.proof.',
      widget: 'expression',
    }),
  }),
  ports: [
    { id: 'proven', title: 'Proven', required: true },
    { id: 'wrong', title: 'Wrong', required: true },
    { id: 'no-code', title: 'No code in it', required: true },
    { id: 'over', title: 'Used up or too late', required: true },
    { id: 'error', title: 'Failed' },
  ],
  outputs: {
    triesLeft: { type: 'number', help: 'How often the code may still be tried, where it was wrong.' },
    name: { type: 'text', help: 'Name of the customer, where it was right; or empty.' },
  },
});
