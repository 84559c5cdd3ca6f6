import type { Customer } from '@throughline/flow/message';
import type { Identifier, MatchAccess } from '../run-context.ts';

/** Takes as many tries as the rule allows, and links what nobody else has proven. */
export function createTestMatches(
  customers: ReadonlyMap<string, Customer & { identifiers: Identifier[] }>,
  { now, tries: before }: { now: number; tries: number },
): MatchAccess {
  const tries = new Map<string, number>();
  return {
    take: async ({ customerId, triesAnHour }) => {
      const taken = tries.get(customerId) ?? before;
      if (taken >= triesAnHour) return { ok: false, again: now + 3_600_000 };
      tries.set(customerId, taken + 1);
      return { ok: true };
    },
    link: async ({ customerId, identifier, proves, merges }) => {
      const holder = [...customers.values()].find(({ identifiers }) =>
        identifiers.some(
          ({ kind, value, level }) =>
            kind === identifier.kind && value === identifier.value && level === 'verified',
        ),
      );
      if (!proves) return { known: false, customerId, reason: 'not-proven' };
      if (holder?.id === customerId) return { known: true, customerId, reason: 'already' };
      if (holder && merges) return { known: true, customerId: holder.id, reason: 'merged' };
      if (holder) return { known: false, customerId, reason: 'held-by-another' };
      customers.get(customerId)?.identifiers.push({ ...identifier, level: 'verified' });
      return { known: true, customerId, reason: 'linked' };
    },
  };
}
