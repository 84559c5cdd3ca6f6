import { z } from 'zod';
import { defineNode } from '../define-node.ts';
import { duration, expression } from '../fields.ts';
import { silenceOf } from '../silence-of.ts';
import { openingHoursFieldsWhen } from '../opening-hours-fields.ts';

export const callback = defineNode({
  type: 'callback',
  kind: 'decide',
  title: 'Callback',
  help: 'Has the customer called, and goes on in the call when they take it. What they write meanwhile is kept, or ends the waiting where "message" is wired; they are called all the same.',
  group: 'talk',
  icon: 'phone-outgoing',
  waits: true,
  config: z.object({
    by: z.enum(['bot', 'agent']).default('bot').meta({
      title: 'Who talks',
      description:
        'The flow itself, or a person: the number for agents is called first, hears what it is about, and is put through with a key.',
    }),
    number: expression().optional().meta({
      title: 'Number',
      description:
        'An expression that gives the number the customer wants to be called at, such as nodes.number.output.value; empty takes the one that is proven to be theirs.',
      widget: 'expression',
    }),
    within: duration().default('24h').meta({
      title: 'Within',
      description: 'How long after being asked for the call may come, such as 2h or 24h.',
      widget: 'duration',
    }),
    attempts: z.number().int().min(1).max(10).default(3).meta({
      title: 'Attempts',
      description: 'How often it is tried when nobody answers.',
    }),
    retryAfter: duration().default('10m').meta({
      title: 'Try again after',
      description: 'How long after an attempt that nobody answered, such as 10m.',
      widget: 'duration',
    }),
    anytime: z.boolean().default(false).meta({
      title: 'At any hour',
      description:
        'Calls also outside the hours below; only where the customer has just asked to be called now.',
    }),
    ...openingHoursFieldsWhen({ anytime: [false] }),
  }),
  ports: [
    { id: 'answered', title: 'Answered', required: true },
    { id: 'missed', title: 'Nobody reached', required: true },
    { id: 'message', title: 'Message' },
  ],
  moves: () => [{ port: 'answered', channel: 'voice' }],
  silences: ({ within }) => silenceOf('missed', within),
  outputs: {
    by: { type: 'text', help: 'Who talked: bot or agent; empty when nobody was reached.' },
    reason: {
      type: 'text',
      help: 'Why nobody was reached: no-answer, busy, machine, no-agent, no-number, not-allowed, too-many, refused or too-late; else empty.',
    },
    tried: { type: 'number', help: 'How often it was tried without an answer.' },
  },
});
