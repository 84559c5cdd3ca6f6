import type { Db } from 'mongodb';
import type { JsonObject } from '@throughline/flow/json';
import { normaliseIdentifier } from '@throughline/nodes/normalise-identifier';
import { derivedKey } from '../crypto/derived-ids.ts';
import type { CustomerStore } from './customers.ts';
import type { IdentifierName } from './identifiers.ts';
import { createTrySlots, slotsOf } from './try-slots.ts';

export type MatchStore = ReturnType<typeof createMatches>;

export type MatchDeps = {
  db: Db;
  masterKey: Uint8Array;
  customers: Pick<CustomerStore, 'claim' | 'decide' | 'identifiersOf' | 'idsOf' | 'merge'>;
};

export type MatchTry = {
  customerId: string;
  caseId: string;
  identifier: IdentifierName;
  triesAnHour: number;
  /** The same try again takes no further place. */
  by: string;
  at: number;
};

export type MatchLink = {
  customerId: string;
  identifier: IdentifierName;
  /** Whether the rule proves; else what matches stays a claim. */
  proves: boolean;
  /** Whether who matches becomes the customer who has proven it. */
  merges: boolean;
  /** What was written: somebody may say there that they are not the customer. */
  said: string;
  evidence: JsonObject;
  author: string;
  at: number;
};

/** `customerId`: who it is now. `reason` of one who is not `known`: why the match is only kept as a claim. */
export type MatchLinked =
  | { known: true; customerId: string; reason: 'linked' | 'already' | 'merged' }
  | { known: false; customerId: string; reason: string };

/**
 * Rules of operations by which another system says who somebody is. What leads to exactly one customer, as at intake, is
 * linked or merged with its evidence; everything else becomes a claim, which suggests the two to an agent.
 */
export function createMatches({ db, masterKey, customers }: MatchDeps) {
  const slots = createTrySlots(slotsOf(db, 'proofSlots'), derivedKey(masterKey, 'matches'));

  async function take(tried: MatchTry): Promise<{ ok: true } | { ok: false; again: number }> {
    const { customerId, caseId, triesAnHour: most, by, at } = tried;
    const { kind, value } = normaliseIdentifier(tried.identifier);
    await slots.forget(at);
    const [root = customerId] = await customers.idsOf(customerId);
    for (const limit of [`customer:${root}`, `case:${caseId}`, `identifier:${kind}:${value}`]) {
      const again = await slots.take(limit, { at, most, by });
      if (again !== undefined) return { ok: false, again };
    }
    return { ok: true };
  }

  async function link(match: MatchLink): Promise<MatchLinked> {
    const { customerId, proves, said, at } = match;
    const identifier = normaliseIdentifier(match.identifier);
    if (!proves) return claimed(match, 'not-proven');
    const { outcome, block, ...decided } = await customers.decide({
      identifiers: [{ ...identifier, level: 'verified' }],
      text: said,
      at,
    });
    if (outcome === 'guest') return claimed(match, block ?? 'ambiguous');
    const holder = decided.customerId;
    if (holder === undefined) {
      const { evidence, author } = match;
      const proof = { ...identifier, customerId, level: 'verified' as const, evidence, author, at };
      const linked = await customers.claim(proof);
      // Another was a moment faster.
      if (linked === 'held-by-another') return claimed(match, 'held-by-another');
      return { known: true, customerId, reason: 'linked' };
    }
    if ((await customers.idsOf(customerId)).includes(holder))
      return { known: true, customerId: holder, reason: 'already' };
    if (!match.merges) return claimed(match, 'held-by-another');
    return merge(match, identifier, holder);
  }

  async function merge(match: MatchLink, identifier: IdentifierName, into: string): Promise<MatchLinked> {
    const { customerId: from, author, evidence, at } = match;
    const held = await customers.identifiersOf(from);
    const isAnother = held.some(
      ({ kind, value, level }) =>
        kind === identifier.kind && level === 'verified' && value !== identifier.value,
    );
    // Two who have each proven one of their own are not one person because one knows the other's.
    if (isAnother) return claimed(match, 'has-another');
    const reason = `What they said agrees with another system: ${identifier.kind}.`;
    const merged = await customers.merge({ from, into, author, reason, evidence, at });
    if (!merged.ok && merged.code === 'busy') throw new Error('another merge is being made; try again');
    if (!merged.ok && merged.code !== 'same') return claimed(match, 'held-by-another');
    return { known: true, customerId: into, reason: 'merged' };
  }

  async function claimed(
    { identifier, customerId, evidence, author, at }: MatchLink,
    reason: string,
  ): Promise<MatchLinked> {
    if (reason !== 'says-somebody-else')
      await customers.claim({ ...identifier, customerId, level: 'claimed', evidence, author, at });
    return { known: false, customerId, reason };
  }

  return { take, link };
}
