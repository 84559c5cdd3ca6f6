import type { Customer, CustomerMessage } from '@throughline/flow/message';
import { implementNode } from '../define-node.ts';
import { findIdentifiers } from '../find-identifiers.ts';
import { namedFact } from '../known-answer.ts';
import type { Identifier, RunContext } from '../run-context.ts';
import { idsOf, saidIn } from '../said.ts';
import { resolveIdentity } from './resolve-identity.ts';

export const runResolveIdentity = implementNode(resolveIdentity, async (input, context) => {
  const { config, messages } = input;
  const stored = await context.customers.get(input.customer.id);
  const proven = stored.identifiers.filter(({ level }) => level === 'verified');
  const verified = input.customer.verified || proven.some(({ kind }) => config.knownBy.includes(kind));

  const named = findIdentifiers(saidIn(messages), {
    kinds: config.claims,
    country: config.country,
    accountPattern: config.accountPattern,
  }).filter((one) => !proven.some((known) => known.kind === one.kind && known.value === one.value));
  const claims = await Promise.all(named.map((identifier) => recordClaim(identifier)));

  const isClaim = claims.length > 0 || stored.identifiers.some(({ level }) => level === 'claimed');
  return {
    port: verified ? 'known' : isClaim ? 'claimed' : 'new',
    output: {
      verified,
      kinds: kindsOf(proven),
      claimed: kindsOf(named),
      matches: new Set(claims.flat()).size,
      name: stored.name ?? '',
    },
    customer: customerFrom(stored, verified),
    brief: {
      facts: named.map(({ kind, value }) => {
        const text = `Says their ${labels[kind]} is ${value} (not proven).`;
        return namedFact({ text, messages: idsOf(messages), name: kind, value, ...saidAt(messages) });
      }),
    },
  };

  /** Ids of the other customers for whom the identifier is proven. */
  async function recordClaim(identifier: { kind: string; value: string }): Promise<string[]> {
    const holders = await context.customers.find(identifier);
    await context.customers.claim(stored.id, identifier, evidenceOf(context, idsOf(messages)));
    return holders.map(({ id }) => id).filter((id) => id !== stored.id);
  }
});

const labels = { email: 'e-mail address', phone: 'phone number', account: 'account number' };

function saidAt(messages: CustomerMessage[]): { at?: number } {
  const newest = messages.at(-1);
  return newest ? { at: newest.sentAt } : {};
}

function kindsOf(identifiers: Pick<Identifier, 'kind'>[]): string[] {
  return [...new Set(identifiers.map(({ kind }) => kind))];
}

function evidenceOf(context: RunContext, messages: string[]) {
  return { how: 'said-in-a-message', caseId: context.caseId, run: context.run, messages };
}

function customerFrom(stored: Customer & { identifiers: Identifier[] }, verified: boolean): Customer {
  const { identifiers: _identifiers, ...customer } = stored;
  return { ...customer, verified };
}
