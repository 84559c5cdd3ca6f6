import { defineNode } from '@throughline/nodes/define-node';
import { z } from 'zod';

const known = { title: 'Known by', description: 'What the service finds the customer by.' };

export const declaration = defineNode({
  type: 'loyalty-points',
  kind: 'run',
  safeInSimulation: true,
  title: 'Loyalty points',
  help: 'Looks up how many points a customer has collected. Tells nothing about an account that is not proven to be theirs.',
  group: 'work',
  icon: 'gem',
  config: z.object({
    url: z.url({ protocol: /^https?$/ }).meta({
      title: 'Address',
      description: 'Where the loyalty service listens, such as https://loyalty.example.com.',
      widget: 'text',
    }),
    // Told apart by a constant: the editor offers the choice, and the fields of what is chosen.
    by: z
      .discriminatedUnion('known', [
        z
          .object({
            known: z.literal('account').meta(known),
            account: z.string().default('{{ customer.facts.account ?? "" }}').meta({
              title: 'Account',
              description: 'The account to look up.',
              widget: 'template',
            }),
          })
          .meta({ title: 'Account number' }),
        z
          .object({
            known: z.literal('email').meta(known),
            address: z.string().default('{{ customer.facts.email ?? "" }}').meta({
              title: 'E-mail',
              description: 'The address to look up.',
              widget: 'template',
            }),
          })
          .meta({ title: 'E-mail address' }),
      ])
      .prefault({ known: 'account' })
      .meta({ title: 'Look up', description: 'Whose points they are.' }),
    tiers: z
      .array(
        z
          .string()
          .trim()
          .regex(/^[A-Za-z][A-Za-z0-9 ]{0,39}$/, 'Use letters, digits and spaces.'),
      )
      .max(10, 'Name ten at most.')
      .refine((tiers) => new Set(tiers.map(portOfTier)).size === tiers.length, 'Name each tier once.')
      .default([])
      .meta({
        title: 'Tiers',
        description: 'Tiers of which each gets a port of its own, such as gold.',
        widget: 'list',
      }),
    credential: z.string().optional().meta({
      title: 'Credential',
      description: 'Name of the stored credential of the loyalty service.',
      widget: 'credential',
    }),
  }),
  // One for each tier that the author names, and these.
  ports: ({ tiers }) => [
    ...tiers.map((tier) => ({ id: portOfTier(tier), title: tier })),
    { id: 'found', title: tiers.length > 0 ? 'Another tier' : 'Found', required: true },
    { id: 'no-account', title: 'No account', required: true },
    { id: 'not-verified', title: 'Not verified', required: true },
    { id: 'error', title: 'Failed' },
  ],
  outputs: {
    points: { type: 'number', help: 'Points that can be spent.' },
    tier: { type: 'text', help: 'Such as silver or gold.' },
  },
});

/** The port by which customers of a tier leave. */
export function portOfTier(tier: string): string {
  return `tier-${tier.toLowerCase().replaceAll(' ', '-')}`;
}
