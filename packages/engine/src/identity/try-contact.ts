import { z } from 'zod';
import { normaliseIdentifier } from '@throughline/nodes/normalise-identifier';
import type { Stores } from '../stores/database.ts';
import { defaultCase } from '../stores/open-cases.ts';
import type { IdentityDecision } from './decide-identity.ts';
import { explainDecision } from './explain-decision.ts';

const oneLine = z
  .string()
  .trim()
  .min(1)
  .max(320)
  .regex(/^\P{Cc}*$/u, 'has control characters.');

/** A contact as operations write it down to see who it would be; `docs/identity.md` explains it. */
export const contactSchema = z.strictObject({
  identifiers: z
    .array(
      z.strictObject({
        kind: z.string().regex(/^[a-z][a-z-]{0,39}$/, 'is not a kind, such as phone.'),
        /** Empty: the caller withholds the number. */
        value: z
          .string()
          .trim()
          .max(320)
          .regex(/^\P{Cc}*$/u, 'has control characters.'),
        level: z.enum(['verified', 'claimed']).default('verified'),
      }),
    )
    .min(1)
    .max(10),
  text: z.string().max(10_000).optional(),
  conversation: oneLine.optional(),
  at: z
    .union([z.int().min(0), z.iso.datetime({ offset: true }).transform((text) => Date.parse(text))])
    .optional(),
});

export type WrittenContact = z.output<typeof contactSchema>;

/** What intake would make of a contact, and why. */
export type Tried = {
  outcome: IdentityDecision['outcome'];
  customer?: NamedCustomer;
  identifiers: { kind: string; value: string; level: 'verified' | 'claimed' }[];
  /** What would be linked as a claim. */
  claims: { kind: string; value: string }[];
  case: { is: 'open' | 'closed'; caseId: string } | { is: 'new' };
  suggest: (NamedCustomer & { reason: string; identifier: { kind: string; value: string } })[];
  ask: (NamedCustomer & { identifier: { kind: string; value: string } })[];
  why: string[];
};

type NamedCustomer = { customerId: string; name?: string };

type TryStores = {
  customers: Pick<Stores['customers'], 'decide' | 'get'>;
  flows: Pick<Stores['flows'], 'live'>;
};

/** Asks the function that intake asks, and changes nothing. */
export async function tryContact(
  stores: TryStores,
  { identifiers, text, conversation, at = Date.now() }: WrittenContact,
  flowId: string,
): Promise<Tried> {
  const contact = { identifiers, at, ...(text !== undefined && { text }) };
  const decision = await stores.customers.decide(contact, conversation);
  const { outcome, customerId, claims, suggest, ask } = decision;
  const row = customerId === undefined ? null : await stores.customers.get(customerId);
  const reopenWithinMs = (await stores.flows.live(flowId))?.plan.settings.reopenWithinMs ?? 0;
  const others = await Promise.all(
    suggest.map(async (one) => ({ ...one, ...(await named(stores, one.customerId)) })),
  );
  return {
    outcome,
    ...(customerId !== undefined && { customer: await named(stores, customerId) }),
    identifiers: identifiers.map(({ level, ...one }) => ({ ...normaliseIdentifier(one), level })),
    claims: claims.map(({ kind, value }) => ({ kind, value })),
    case: row ? defaultCase(row, { at, reopenWithinMs, conversation }) : { is: 'new' },
    suggest: others.filter(({ customerId: id }) => id !== row?._id),
    ask: await Promise.all(ask.map(async (one) => ({ ...one, ...(await named(stores, one.customerId)) }))),
    why: explainDecision(decision),
  };
}

async function named({ customers }: TryStores, id: string): Promise<NamedCustomer> {
  const row = await customers.get(id);
  return { customerId: row?._id ?? id, ...(row?.name !== undefined && { name: row.name }) };
}
