import { z } from 'zod';
import { defineNode } from '../define-node.ts';
import { expression } from '../fields.ts';

const target = {
  queue: z.string().trim().min(1, 'Name a queue.').meta({
    title: 'Queue',
    description: 'The queue that people of one team work on.',
    widget: 'queue',
  }),
  skill: z.string().trim().max(64).optional().meta({
    title: 'Skill',
    description: 'What the person taking the case must know, such as german or refunds.',
    widget: 'text',
  }),
  priority: z.number().int().min(1).max(5).default(3).meta({
    title: 'Priority',
    description: '1 is served first, 5 last.',
  }),
};

export const route = defineNode({
  type: 'route',
  kind: 'decide',
  title: 'Route',
  help: 'Chooses the queue, skill and priority by the first rule that holds. Hands nothing over: that is what escalate does.',
  group: 'people',
  icon: 'signpost',
  config: z.object({
    rules: z
      .array(
        z.object({
          when: expression().meta({
            title: 'When',
            description: 'An expression that is true or false, such as case.language == "de".',
            widget: 'expression',
          }),
          ...target,
        }),
      )
      .default([])
      .meta({
        title: 'Rules',
        description: 'Tried from the top; the first that is true decides.',
        widget: 'list',
      }),
    otherwise: z
      .object(target)
      .meta({ title: 'Otherwise', description: 'Where a case goes that no rule fits.' }),
  }),
  ports: [{ id: 'routed', title: 'Routed', required: true }],
  outputs: {
    queue: { type: 'text', help: 'The queue that was chosen.' },
    skill: { type: 'text', help: 'The skill that is asked for, or empty.' },
    priority: { type: 'number', help: 'From 1, served first, to 5.' },
    rule: { type: 'number', help: 'Place of the rule that held, from 1; 0 when none did.' },
  },
});
