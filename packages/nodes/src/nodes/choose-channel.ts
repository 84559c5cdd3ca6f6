import { z } from 'zod';
import { needs, usualCosts } from '../choose-place.ts';
import { defineNode } from '../define-node.ts';
import { expression } from '../fields.ts';

export const chooseChannel = defineNode({
  type: 'choose-channel',
  kind: 'run',
  local: true,
  safeInSimulation: true,
  title: 'Choose channel',
  help: 'Finds the best place to reach the customer, and keeps the reasons. Places that are closed, or not proven to be the customer’s, are never chosen.',
  group: 'decide',
  icon: 'split',
  config: z.object({
    needs: z.array(z.enum(needs)).default([]).meta({
      title: 'Needed',
      description:
        'What the channel must be able to do: attachments, buttons, long-text, spoken, private (proven to be the customer’s alone).',
      widget: 'list',
    }),
    urgency: z.enum(['low', 'normal', 'high']).default('normal').meta({
      title: 'Urgency',
      description: 'High favours a call and what is seen at once, low what is read in peace.',
    }),
    urgentWhen: expression().optional().meta({
      title: 'Urgent when',
      description: 'Condition under which urgency is high, whatever stands above.',
      widget: 'expression',
    }),
    channels: z.array(z.string().trim().min(1)).default([]).meta({
      title: 'Channels',
      description: 'Only these come into question; none means all that are set up.',
      widget: 'list',
    }),
    calls: z.boolean().default(false).meta({
      title: 'Calls too',
      description: 'Also consider calling; a call is placed by the node callback.',
    }),
    queue: z.string().trim().min(1).optional().meta({
      title: 'Queue of the callers',
      description: 'Those who wait in this queue speak against a call.',
      widget: 'queue',
    }),
    costs: z.array(z.string().trim().min(1)).default(usualCosts).meta({
      title: 'From cheap to dear',
      description: 'Channels by what a message costs, the cheapest first.',
      widget: 'list',
    }),
    preference: z.string().trim().min(1).default('preferredChannel').meta({
      title: 'Preferred channel',
      description: 'Fact of the customer that names the channel they like; what they say now counts more.',
      widget: 'text',
    }),
  }),
  ports: [
    { id: 'chosen', title: 'Chosen', required: true },
    { id: 'none', title: 'None is open', required: true },
    { id: 'error', title: 'Failed' },
  ],
  outputs: {
    channel: { type: 'text', help: 'Name of the channel, or empty.' },
    conversation: { type: 'text', help: 'What move-channel takes to go there; empty for a call.' },
    current: { type: 'boolean', help: 'Whether the case is there already.' },
    score: { type: 'number', help: 'Sum of the points.' },
    reasons: { type: 'list', help: 'Why it was chosen, in sentences with points.' },
    candidates: { type: 'list', help: 'Every place, with its score and the reasons for and against it.' },
  },
});
