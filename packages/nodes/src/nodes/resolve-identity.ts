import { z } from 'zod';
import { defineNode } from '../define-node.ts';
import { patternIssue } from '../pattern.ts';

export const resolveIdentity = defineNode({
  type: 'resolve-identity',
  kind: 'run',
  local: true,
  safeInSimulation: true,
  title: 'Resolve identity',
  help: 'Finds out who is writing. What the channel proves counts; what a message merely says is kept as a claim and opens nothing.',
  group: 'people',
  icon: 'user-check',
  config: z.object({
    knownBy: z.array(z.string().trim().min(1)).default(['email', 'phone', 'account']).meta({
      title: 'Known by',
      description: 'Kinds of identifiers that, once verified, make somebody a known customer.',
      widget: 'list',
    }),
    claims: z
      .array(z.enum(['email', 'phone', 'account']))
      .default(['email', 'phone'])
      .meta({
        title: 'Look in the text for',
        description: 'Identifiers to look for in what the customer wrote; each is kept as a claim.',
        widget: 'list',
      }),
    country: z
      .string()
      .regex(/^[A-Z]{2}$/, 'Use a two-letter country code such as "GB".')
      .optional()
      .meta({
        title: 'Country',
        description:
          'Country of phone numbers written without +, such as GB; empty takes only numbers with +.',
        widget: 'text',
      }),
    accountPattern: z
      .string()
      .superRefine((pattern, issues) => {
        const issue = patternIssue(pattern);
        if (issue) issues.addIssue({ code: 'custom', message: issue });
      })
      .optional()
      .meta({
        title: 'Account number',
        description: 'How account numbers look: # is a digit, @ a letter, * either, as in AC-####.',
        widget: 'text',
      }),
  }),
  ports: [
    { id: 'known', title: 'Known', required: true },
    { id: 'new', title: 'New', required: true },
    { id: 'claimed', title: 'Claims to be somebody', required: true },
    { id: 'error', title: 'Failed' },
  ],
  outputs: {
    verified: { type: 'boolean', help: 'Whether the identity is proven.' },
    kinds: { type: 'list', help: 'Kinds of the verified identifiers, such as email.' },
    claimed: { type: 'list', help: 'Kinds of identifiers that the text named and nothing proves.' },
    matches: { type: 'number', help: 'How many other customers hold a claimed identifier as verified.' },
    name: { type: 'text', help: 'Name of the customer, or empty.' },
  },
});
