import { z } from 'zod';
import type { PortDeclaration } from '@throughline/flow/declaration';
import { defineNode } from '../define-node.ts';
import { expression, id } from '../fields.ts';

const config = z.object({
  cases: z
    .array(
      z.object({
        id: id()
          .refine(
            (text) => text !== 'otherwise',
            'Take another id: "otherwise" is the port of what fits no case.',
          )
          .meta({
            title: 'Id',
            description: 'Name of the port; edges hold on to it, so keep it when you rename the case.',
          }),
        title: z.string().trim().min(1).max(80).meta({ title: 'Title', description: 'Shown at the port.' }),
        when: expression().meta({
          title: 'When',
          description:
            'An expression that is true or false, such as nodes.classify.output.label == "refund".',
          widget: 'expression',
        }),
      }),
    )
    .min(1, 'Add a case.')
    .max(50)
    .refine(
      (cases) => new Set(cases.map(({ id }) => id)).size === cases.length,
      'Every case needs an id of its own.',
    )
    .meta({
      title: 'Cases',
      description: 'Tried from the top; the first that is true is taken.',
      widget: 'list',
    }),
});

export const switchNode = defineNode({
  type: 'switch',
  kind: 'decide',
  title: 'Switch',
  help: 'Takes the first case that is true, else "otherwise".',
  group: 'decide',
  icon: 'git-fork',
  config,
  ports: ({ cases }): PortDeclaration[] => [
    ...cases.map(({ id, title }) => ({ id, title, required: true })),
    { id: 'otherwise', title: 'Otherwise', required: true },
  ],
});
