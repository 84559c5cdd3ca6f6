import { z } from 'zod';
import { defineNode } from '../define-node.ts';
import { duration, expression } from '../fields.ts';
import { silenceOf } from '../silence-of.ts';
import { openingHoursFieldsWhen } from '../opening-hours-fields.ts';

export const wait = defineNode({
  type: 'wait',
  kind: 'decide',
  title: 'Wait',
  help: 'Waits for a length of time, until a date, or until the shop opens. A message ends the wait where "message" is wired, else it is kept for later.',
  group: 'decide',
  icon: 'timer',
  waits: true,
  config: z
    .object({
      mode: z.enum(['duration', 'until', 'business-hours']).default('duration').meta({
        title: 'Wait for',
        description: 'A length of time, a date, or the next time the shop is open.',
      }),
      duration: duration()
        .optional()
        .meta({
          title: 'Duration',
          description: 'How long to wait, such as 30m, 24h or 7d.',
          widget: 'duration',
          when: { mode: ['duration'] },
        }),
      until: expression()
        .optional()
        .meta({
          title: 'Until',
          description:
            'An expression that gives a date, such as case.values.deliveryDate; a time that has passed waits no more.',
          widget: 'expression',
          when: { mode: ['until'] },
        }),
      ...openingHoursFieldsWhen({ mode: ['business-hours'] }),
    })
    .refine(({ mode, duration }) => mode !== 'duration' || duration !== undefined, {
      path: ['duration'],
      message: 'Say how long to wait.',
    })
    .refine(({ mode, until }) => mode !== 'until' || until !== undefined, {
      path: ['until'],
      message: 'Say until when to wait.',
    }),
  ports: [
    { id: 'done', title: 'Done', required: true },
    { id: 'message', title: 'Message' },
  ],
  silences: ({ mode, duration }) => (mode === 'duration' ? silenceOf('done', duration) : [{ port: 'done' }]),
});
