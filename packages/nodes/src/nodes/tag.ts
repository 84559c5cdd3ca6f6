import { z } from 'zod';
import { defineNode } from '../define-node.ts';

export const tag = defineNode({
  type: 'tag',
  kind: 'decide',
  title: 'Tag',
  help: 'Puts tags on the case, to find and count it by.',
  group: 'work',
  icon: 'tag',
  config: z.object({
    tags: z
      .array(
        z
          .string()
          .trim()
          .max(200)
          .min(1)
          .meta({ title: 'Tag', description: 'A word, or {{ }} for a value.', widget: 'template' }),
      )
      .min(1, 'Add a tag.')
      .max(20)
      .meta({ title: 'Tags', description: 'Words to find and count the case by.', widget: 'list' }),
  }),
  ports: [{ id: 'done', title: 'Done', required: true }],
});
