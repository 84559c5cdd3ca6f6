import { z } from 'zod';
import { defineNode } from '../define-node.ts';
import { duration } from '../fields.ts';
import { silenceOf } from '../silence-of.ts';

export const waitForReply = defineNode({
  type: 'wait-for-reply',
  kind: 'decide',
  title: 'Wait for reply',
  help: 'Waits for the customer. Goes on when they write, or when they have been silent for a time.',
  group: 'talk',
  icon: 'hourglass',
  waits: true,
  config: z.object({
    silenceAfter: duration().optional().meta({
      title: 'Silent after',
      description: 'How long to wait before leaving by "silent"; empty waits for as long as it takes.',
      widget: 'duration',
    }),
  }),
  ports: [
    { id: 'reply', title: 'Reply', required: true },
    { id: 'silent', title: 'Silent' },
  ],
  silences: ({ silenceAfter }) => silenceOf('silent', silenceAfter),
});
