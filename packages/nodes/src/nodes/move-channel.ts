import { z } from 'zod';
import { defineNode } from '../define-node.ts';
import { template, translations } from '../fields.ts';
import { speechOf } from '../speech-of.ts';

/** A call is no place to go on with text: somebody has to place it. */
export const callHint = 'A case does not move into a call; place one with the node "callback".';

export const moveChannel = defineNode({
  type: 'move-channel',
  kind: 'run',
  local: true,
  safeInSimulation: true,
  title: 'Move channel',
  help: 'The case goes on at another place of the customer. When the customer writes elsewhere, it follows them there.',
  group: 'talk',
  icon: 'move-right',
  config: z.object({
    channel: template()
      .trim()
      .min(1, 'Name the channel.')
      .refine((channel) => channel !== 'voice', callHint)
      .meta({
        title: 'To',
        description:
          'Name of the channel, such as email; or what choose-channel found: {{ nodes.<id>.output.conversation }}.',
        widget: 'template',
      }),
    before: translations().meta({
      title: 'Said before',
      description: 'Text, by language, that is said where the case still is; none says nothing.',
      widget: 'list',
    }),
    first: translations().meta({
      title: 'Said there first',
      description: 'Text, by language, that is the first at the new place; none says nothing.',
      widget: 'list',
    }),
  }),
  ports: [
    { id: 'moved', title: 'Moved', required: true },
    { id: 'impossible', title: 'Not possible', required: true },
    { id: 'error', title: 'Failed' },
  ],
  speaks: ({ before, first }) => [
    speechOf('Said before', 'before', before),
    { ...speechOf('Said there first', 'first', first), port: 'moved' },
  ],
  moves: ({ channel }) => [{ port: 'moved', ...(!channel.includes('{{') && { channel }) }],
  outputs: {
    channel: { type: 'text', help: 'Name of the channel, or empty.' },
    conversation: { type: 'text', help: 'The conversation that the case is in now, or empty.' },
    reason: { type: 'text', help: 'Why it is not possible, or empty.' },
  },
});
