import { z } from 'zod';
import { defineNode } from '../define-node.ts';
import { template } from '../fields.ts';

export const note = defineNode({
  type: 'note',
  kind: 'decide',
  title: 'Note',
  help: 'Leaves a note on the case for agents and auditors. The customer never sees it.',
  group: 'work',
  icon: 'sticky-note',
  config: z.object({
    text: template().min(1, 'Write the note.').meta({
      title: 'Text',
      description: 'What agents read; {{ }} fills in values.',
      widget: 'template',
    }),
  }),
  ports: [{ id: 'done', title: 'Done', required: true }],
});
