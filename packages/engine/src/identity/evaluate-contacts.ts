import { z } from 'zod';
import { normaliseIdentifier } from '@throughline/nodes/normalise-identifier';
import type { IdentityDecision, KnownIdentifier } from './decide-identity.ts';
import { decideIdentity } from './decide-identity.ts';

const name = z.strictObject({ kind: z.string(), value: z.string() });

/**
 * A made-up customer base, and contacts with who they are. `person`: whom the contact has to lead to by itself; null when
 * that must be nobody who is known. `suggest`: who has to be named to an agent; `ask`: to whom a code has to be offered.
 */
export const contactSetSchema = z.strictObject({
  customers: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      identifiers: z.array(
        name.extend({
          level: z.enum(['verified', 'claimed']).default('verified'),
          seenDaysAgo: z.number().min(0).default(10),
        }),
      ),
    }),
  ),
  shared: z.array(name),
  provenByMore: z.array(name.extend({ by: z.array(z.string()).min(1) })),
  contacts: z.array(
    z.strictObject({
      id: z.string(),
      about: z.string(),
      identifiers: z
        .array(name.extend({ level: z.enum(['verified', 'claimed']).default('verified') }))
        .min(1),
      text: z.string().optional(),
      guest: z
        .strictObject({
          id: z.string(),
          reason: z.enum([
            'withheld',
            'says-somebody-else',
            'shared',
            'ambiguous',
            'not-seen-for-long',
            'only-claimed',
          ]),
          heardHoursAgo: z.number(),
          hasOpenCase: z.boolean(),
          isKnown: z.boolean().default(false),
        })
        .optional(),
      person: z.string().nullable(),
      suggest: z.array(z.string()).default([]),
      ask: z.array(z.string()).default([]),
    }),
  ),
});

export type ContactSet = z.output<typeof contactSetSchema>;
export type EvaluatedContact = {
  contact: ContactSet['contacts'][number];
  decision: IdentityDecision;
  wrong: boolean;
  missed: boolean;
  missedLeads: string[];
};

export type ContactSummary = {
  contacts: number;
  /** Contacts that have to lead to somebody. */
  matches: number;
  /** Attached to anybody but the person that they are. */
  wrongMerges: number;
  missedMatches: number;
  missedShare: number;
  /** Suggestions and offers of a code that had to be there. */
  leads: number;
  missedLeads: number;
};

const dayMs = 24 * 3_600_000;
const at = Date.UTC(2026, 10, 21, 12);

/** Asks the function that intake asks who each contact is. */
export function evaluateContacts(set: ContactSet): { contacts: EvaluatedContact[]; summary: ContactSummary } {
  const known = knownIdentifiers(set);
  const contacts = set.contacts.map((contact) => evaluate(contact, known));
  const matches = contacts.filter(({ contact }) => contact.person !== null).length;
  const missedMatches = contacts.filter(({ missed }) => missed).length;
  return {
    contacts,
    summary: {
      contacts: contacts.length,
      matches,
      wrongMerges: contacts.filter(({ wrong }) => wrong).length,
      missedMatches,
      missedShare: matches === 0 ? 0 : missedMatches / matches,
      leads: contacts.reduce((sum, { contact }) => sum + contact.suggest.length + contact.ask.length, 0),
      missedLeads: contacts.reduce((sum, { missedLeads }) => sum + missedLeads.length, 0),
    },
  };
}

function evaluate(
  contact: ContactSet['contacts'][number],
  known: Map<string, KnownIdentifier>,
): EvaluatedContact {
  const { identifiers, text, guest, person } = contact;
  const decision = decideIdentity(
    { identifiers, at, ...(text !== undefined && { text }) },
    {
      known: ({ kind, value }) => known.get(`${kind}:${value}`),
      ...(guest && {
        guest: { ...guest, customerId: guest.id, heardAt: at - guest.heardHoursAgo * 3_600_000 },
      }),
    },
  );
  const { customerId, suggest, ask } = decision;
  const suggested = new Set(suggest.map((one) => one.customerId));
  const asked = new Set(ask.map((one) => one.customerId));
  return {
    contact,
    decision,
    wrong: customerId !== undefined && customerId !== person,
    missed: person !== null && customerId !== person,
    missedLeads: [
      ...contact.suggest.filter((id) => !suggested.has(id)).map((id) => `suggest ${id}`),
      ...contact.ask.filter((id) => !asked.has(id)).map((id) => `ask ${id}`),
    ],
  };
}

/** The customer base as the store would know it. */
function knownIdentifiers({ customers, shared, provenByMore }: ContactSet): Map<string, KnownIdentifier> {
  const known = new Map<string, KnownIdentifier>();
  const row = (one: { kind: string; value: string }): KnownIdentifier => {
    const { kind, value } = normaliseIdentifier({ kind: one.kind, value: one.value });
    const key = `${kind}:${value}`;
    const there = known.get(key) ?? {};
    known.set(key, there);
    return there;
  };
  for (const { id, identifiers } of customers)
    for (const one of identifiers) {
      const there = row(one);
      if (one.level === 'claimed') {
        there.claimedBy = [...(there.claimedBy ?? []), id];
        continue;
      }
      if (there.verified !== undefined) throw new Error(`${one.kind} ${one.value} has two holders`);
      there.verified = id;
      there.seenAt = at - one.seenDaysAgo * dayMs;
    }
  for (const one of shared) row(one).shared = true;
  for (const one of provenByMore) row(one).provenBy = one.by;
  return known;
}
