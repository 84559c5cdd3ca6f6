import { z } from 'zod';
import { defineNode } from '../define-node.ts';
import { expression, name } from '../fields.ts';

export const setValues = defineNode({
  type: 'set-values',
  kind: 'decide',
  title: 'Set values',
  help: 'Keeps values on the case, to be read later as case.values.<name>.',
  group: 'work',
  icon: 'variable',
  config: z.object({
    assignments: z
      .array(
        z.object({
          name: name().meta({ title: 'Name', description: 'Read as case.values.<name>.' }),
          value: expression().meta({
            title: 'Value',
            description: 'An expression, such as nodes.order.output.fields.status or "gold".',
            widget: 'expression',
          }),
        }),
      )
      .min(1, 'Add a value.')
      .meta({ title: 'Values', description: 'All are worked out before any is set.', widget: 'list' }),
  }),
  ports: [{ id: 'done', title: 'Done', required: true }],
  sets: ({ assignments }) => assignments.map(({ name }) => name),
});
