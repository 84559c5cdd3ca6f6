import { z } from 'zod';
import { defineNode } from '../define-node.ts';

export const sendCode = defineNode({
  type: 'send-code',
  kind: 'run',
  local: true,
  safeInSimulation: true,
  title: 'Send code',
  help: 'Somebody claims to be a customer: sends a one-time code to the identifier they named, if a customer has proven it before. Who asks does not learn whether anybody has.',
  group: 'people',
  icon: 'key-round',
  config: z.object({
    to: z
      .array(z.enum(['email', 'phone']))
      .min(1, 'Keep at least one.')
      .default(['email', 'phone'])
      .meta({
        title: 'Send to',
        description: 'Kinds of claimed identifiers that may get the code; the first that was claimed.',
        widget: 'list',
      }),
  }),
  ports: [
    { id: 'sent', title: 'On its way', required: true },
    { id: 'nothing-claimed', title: 'Nothing claimed', required: true },
    { id: 'limited', title: 'Too many codes', required: true },
    { id: 'error', title: 'Failed' },
  ],
  outputs: {
    proof: { type: 'text', help: 'What "Check code" needs; it says nothing about the code.' },
    kind: { type: 'text', help: 'Where it goes: email or phone.' },
    minutes: { type: 'number', help: 'Where there were too many: minutes until the next one.' },
  },
});
