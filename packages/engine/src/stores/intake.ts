import { randomUUID } from 'node:crypto';
import type { Collection, Db } from 'mongodb';
import type { NamedIdentifier } from '@throughline/nodes/normalise-identifier';
import { normaliseIdentifier } from '@throughline/nodes/normalise-identifier';
import type {
  Contact,
  IdentityDecision,
  IdentityRules,
  KnownIdentifier,
} from '../identity/decide-identity.ts';
import { decideIdentity, defaultIdentityRules, saidIn } from '../identity/decide-identity.ts';
import type { CustomerGroups } from './customer-groups.ts';
import type { Arrival, CustomerRow, FoundCustomer } from './customers.ts';
import { retryDuplicate } from './duplicate-key.ts';
import { createGuests } from './guests.ts';
import type { IdentifierRow, Identifiers } from './identifiers.ts';
import { nameKeyOf } from './merge-suggestions.ts';

export type IntakeDeps = {
  db: Db;
  identifiers: Identifiers;
  groups: CustomerGroups;
  rules: () => Promise<IdentityRules>;
};

/** Finds or makes the customer of a message, as `decideIdentity` says. */
export function createIntake({ db, identifiers, groups, rules }: IntakeDeps) {
  const customers: Collection<CustomerRow> = db.collection('customers');
  const guests = createGuests(db);

  /** What is known of a contact, and what follows from it. Changes nothing. */
  async function decide(contact: Contact, conversation?: string): Promise<IdentityDecision> {
    return (await look(contact, conversation, saidIn(contact))).decision;
  }

  /** `said`: what the text names, which attaches nobody, so that only a dry run looks it up. */
  async function look(contact: Contact, conversation: string | undefined, said: NamedIdentifier[] = []) {
    const proven = contact.identifiers.map(({ kind, value }) => normaliseIdentifier({ kind, value }));
    const names = [...proven, ...said];
    const [found, guest, current] = await Promise.all([
      identifiers.look(names),
      conversation === undefined ? null : guests.of(conversation),
      rules(),
    ]);
    const known = new Map<string, KnownIdentifier>();
    for (const row of found) known.set(row._id, { ...knownOf(row), ...(await proversOf(row)) });
    const decision = decideIdentity(contact, {
      known: ({ kind, value }) => known.get(`${kind}:${value}`),
      guest: guest ? { ...guest, ...(await stateOf(guest.customerId)) } : undefined,
      rules: current ?? defaultIdentityRules,
    });
    return { decision, known, guest };
  }

  /** More than one customer, or the one who is left of them; whoever turned out to be another is that one. */
  async function proversOf({
    verified,
    provenBy,
  }: IdentifierRow): Promise<Pick<KnownIdentifier, 'verified' | 'provenBy'>> {
    if (!provenBy || provenBy.length === 0) return {};
    const [first, ...others] = await apart([verified, ...provenBy].filter((id) => id !== undefined));
    return { ...(first !== undefined && { verified: first }), provenBy: others };
  }

  /** Of these ids the first of each customer. */
  async function apart(ids: string[]): Promise<string[]> {
    const roots = await groups.roots(ids);
    const standing = ids.map((id) => roots.get(id)?._id ?? id);
    return ids.filter((_, index) => !standing.slice(0, index).includes(standing[index] ?? ''));
  }

  async function stateOf(customerId: string): Promise<{ hasOpenCase: boolean; isKnown: boolean }> {
    const rows = await groups.rows(customerId);
    const [root] = rows;
    const held = await identifiers.of(rows.map(({ _id }) => _id));
    return {
      hasOpenCase: root?.open.some(({ cameTo = root._id }) => cameTo === customerId) ?? false,
      isKnown:
        (root !== undefined && root._id !== customerId) || held.some(({ level }) => level === 'verified'),
    };
  }

  async function findOrCreate(arrival: Arrival): Promise<FoundCustomer> {
    if (arrival.identifiers.length === 0)
      throw new TypeError('a customer is found by at least one identifier');
    const { conversation, at } = arrival;
    const { decision, known, guest } = await look(arrival, conversation);
    const { outcome, own, proven, claims, block, customerId } = decision;
    const evidence = evidenceOf(arrival);
    const author = 'channel';
    let cameTo: string;
    if (outcome === 'guest' || !own) {
      const wanted = customerId ?? randomUUID();
      const guestRow = { customerId: wanted, reason: block ?? ('withheld' as const), heardAt: at };
      cameTo =
        conversation === undefined ? wanted : await guests.keep(conversation, guestRow, guest?.customerId);
    } else {
      const { kind, value } = own;
      const link = { kind, value, evidence: evidence(own), author, at };
      const before = known.get(`${kind}:${value}`);
      cameTo =
        before?.verified ?? (await identifiers.holderOf({ ...link, customerId: customerId ?? randomUUID() }));
      const seenAt = before?.seenAt ?? 0;
      if (outcome === 'attach' && at - seenAt > dayMs) await identifiers.see(own, at);
    }
    for (const { kind, value, level } of proven) {
      const link = {
        kind,
        value,
        level,
        evidence: evidence({ kind, value }),
        author,
        at,
        customerId: cameTo,
      };
      const holder = known.get(`${kind}:${value}`)?.verified ?? cameTo;
      if ((await apart([cameTo, holder])).length > 1) await identifiers.alsoProvenBy(link);
    }
    for (const { kind, value, level } of claims)
      await identifiers.link({
        kind,
        value,
        level,
        evidence: evidence({ kind, value }),
        author,
        at,
        customerId: cameTo,
      });
    return make(cameTo, arrival);
  }

  async function make(cameTo: string, { name, language, at }: Arrival): Promise<FoundCustomer> {
    const there = await groups.root(cameTo);
    if (there) return there._id === cameTo ? there : { ...there, cameTo };
    const fresh = {
      createdAt: at,
      updatedAt: at,
      version: 0,
      open: [],
      ...(name === undefined ? {} : { name, nameKey: nameKeyOf(name) }),
      ...(language === undefined ? {} : { language }),
    };
    const row = await retryDuplicate(() =>
      customers.findOneAndUpdate(
        { _id: cameTo },
        { $setOnInsert: fresh },
        { upsert: true, returnDocument: 'after' },
      ),
    );
    if (!row) throw new Error(`customer ${cameTo} vanished while it was made`);
    return row;
  }

  return { findOrCreate, decide };
}

const dayMs = 24 * 3_600_000;

export function knownOf(row: IdentifierRow): KnownIdentifier {
  const { verified, shared, provenBy, links } = row;
  const linkedAt = links.findLast(({ customerId, undone }) => customerId === verified && !undone)?.at;
  const seenAt = row.seenAt ?? linkedAt;
  const claims = links.filter(({ level, undone }) => level === 'claimed' && !undone);
  return {
    ...(verified !== undefined && { verified }),
    ...(claims.length > 0 && { claimedBy: claims.map(({ customerId }) => customerId) }),
    ...(shared && { shared: true }),
    ...(provenBy && { provenBy }),
    ...(seenAt !== undefined && { seenAt }),
  };
}

/** What each identifier rests on, found again after it was brought into its form. */
function evidenceOf({ identifiers }: Arrival) {
  const all = identifiers.map((one) => normaliseIdentifier(one));
  return ({ kind, value }: { kind: string; value: string }) =>
    all.find((one) => one.kind === kind && one.value === value)?.evidence ?? 'unknown';
}
