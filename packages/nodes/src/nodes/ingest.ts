import { z } from 'zod';
import { defineNode } from '../define-node.ts';
import { duration } from '../fields.ts';

export const ingest = defineNode({
  type: 'ingest',
  kind: 'decide',
  title: 'Ingest',
  help: 'Where a turn starts: takes the messages that fit, and gathers a burst of them into one turn.',
  group: 'talk',
  icon: 'inbox',
  entry: true,
  config: z.object({
    channels: z.array(z.string().trim().min(1)).default([]).meta({
      title: 'Channels',
      description: 'Only messages of these channels start here; none listed means every channel.',
      widget: 'list',
    }),
    keywords: z.array(z.string().trim().min(1).max(100)).default([]).meta({
      title: 'Keywords',
      description:
        'Only messages with one of these words or phrases start here; none listed means every message.',
      widget: 'list',
    }),
    quiet: duration().default('2s').meta({
      title: 'Quiet window',
      description:
        'How long the customer must be quiet before the turn starts, so that a burst is answered once.',
      widget: 'duration',
    }),
  }),
  ports: [{ id: 'started', title: 'Started', required: true }],
  outputs: {
    channel: { type: 'text', help: 'Channel of the newest message.' },
    keyword: { type: 'text', help: 'The keyword that was found, or empty.' },
    count: { type: 'number', help: 'How many messages the burst held.' },
  },
});
