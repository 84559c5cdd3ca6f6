import { z } from 'zod';
import { defineNode } from '../define-node.ts';
import { expression, template } from '../fields.ts';

/** What only a channel can prove is no match rule's to give. */
const ofChannels = ['webchat', 'whatsapp', 'messenger', 'instagram', 'telegram'];

export const matchCustomer = defineNode({
  type: 'match-customer',
  kind: 'run',
  safeInSimulation: true,
  title: 'Match customer',
  help: 'Compares what somebody said with what another system holds about them, and links them to an identifier when all of it agrees. Put an "HTTP request" before it that looks the identifier up. What people know about each other, such as a postcode, proves little: let a rule prove only what nobody else can know.',
  group: 'people',
  icon: 'scan-search',
  config: z.object({
    kind: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,31}$/, 'Use lower-case letters, digits and hyphens, such as account.')
      .refine((kind) => !ofChannels.includes(kind), 'A channel proves this kind itself: take another one.')
      .default('account')
      .meta({ title: 'Identifier', description: 'Kind of what is linked, such as account.', widget: 'text' }),
    value: template().min(1, 'Write what the customer said.').meta({
      title: 'Value',
      description: 'What they said it is, such as {{ case.values.account }}; the look-up goes by the same.',
      widget: 'template',
    }),
    compare: z
      .array(
        z.object({
          name: z.string().trim().min(1).max(40).meta({
            title: 'Name',
            description: 'As it stands in the evidence, such as postcode.',
            widget: 'text',
          }),
          said: expression().meta({
            title: 'Said',
            description: 'What the customer said, such as case.values.postcode.',
            widget: 'expression',
          }),
          found: expression().meta({
            title: 'Found',
            description:
              'What the other system holds, such as nodes.lookup.output.fields.postcode; of a list, one has to agree.',
            widget: 'expression',
          }),
        }),
      )
      .min(1, 'Compare at least one thing.')
      .max(10)
      .meta({
        title: 'Must agree',
        description:
          'All of them, whatever the case of letters, spaces and punctuation. Nothing agrees with nothing.',
        widget: 'list',
      }),
    when: expression().optional().meta({
      title: 'Only when',
      description: 'What must hold besides, such as nodes.lookup.output.status == 200.',
      widget: 'expression',
    }),
    proves: z.boolean().default(false).meta({
      title: 'Proves who it is',
      description:
        'Whoever matches is this customer from then on, and sees what is theirs. Only where nobody else can know what is compared; otherwise the identifier is kept as a claim.',
    }),
    heldByAnother: z.enum(['suggest', 'merge']).default('suggest').meta({
      title: 'Held by another',
      description:
        'When another customer has proven it: suggest to an agent that they are one person, or merge them at once, where the rule proves. It can be undone.',
    }),
    triesAnHour: z.number().int().min(1).max(20).default(5).meta({
      title: 'Tries an hour',
      description: 'For a customer, for a case and for an identifier; it stops guessing.',
    }),
  }),
  ports: [
    { id: 'known', title: 'It is them', required: true },
    { id: 'claimed', title: 'Agrees, not proven', required: true },
    { id: 'no-match', title: 'Does not agree', required: true },
    { id: 'too-many-tries', title: 'Too many tries' },
    { id: 'error', title: 'Failed' },
  ],
  outputs: {
    matched: { type: 'boolean', help: 'Whether all of it agrees.' },
    reason: {
      type: 'text',
      help: 'known: linked, already or merged. claimed: not-proven, held-by-another, or why the identifier leads to nobody, such as shared. no-match: differs or nothing-said.',
    },
    again: { type: 'number', help: 'When the next try is free, in milliseconds; 0 when it is.' },
  },
});
