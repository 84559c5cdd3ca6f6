import type { Collection } from 'mongodb';
import type { CustomerGroups } from './customer-groups.ts';
import type { CustomerRow } from './customers.ts';
import type { Identifiers } from './identifiers.ts';
import type { Merges } from './merges.ts';

/** Somebody who may be the same person; the strongest reason first. */
export type MergeSuggestion = { customerId: string; name?: string; reasons: MergeReason[] };

export type MergeReason =
  | {
      code: 'claims-verified' | 'verified-is-claimed' | 'both-verified' | 'both-claim';
      kind: string;
      value: string;
    }
  | { code: 'same-name-and-postcode'; name: string; postcode: string };

export type MergeSuggestionDeps = {
  customers: Collection<CustomerRow>;
  identifiers: Identifiers;
  groups: CustomerGroups;
  merges: Pick<Merges, 'partedFrom'>;
};

const most = 20;

/** Nobody is merged by these: they are for a person to look at. Two who were parted are not suggested again. */
export function createMergeSuggestions({ customers, identifiers, groups, merges }: MergeSuggestionDeps) {
  return async (customerId: string): Promise<MergeSuggestion[]> => {
    const rows = await groups.rows(customerId);
    const own = new Set(rows.map(({ _id }) => _id));
    const found = new Map<string, MergeReason[]>();
    const note = (id: string, reason: MergeReason) => void found.set(id, [...(found.get(id) ?? []), reason]);

    for (const { kind, value, level } of await identifiers.of([...own])) {
      if (!telling.has(kind)) continue;
      const holders = await identifiers.holders({ kind, value });
      const codes =
        level === 'verified'
          ? ({ verified: 'both-verified', claimed: 'verified-is-claimed' } as const)
          : ({ verified: 'claims-verified', claimed: 'both-claim' } as const);
      for (const id of holders.verified) note(id, { code: codes.verified, kind, value });
      for (const id of holders.claimed) note(id, { code: codes.claimed, kind, value });
    }
    for (const row of rows) for (const [id, reason] of await namesakes(row)) note(id, reason);

    return answer(found, own);
  };

  async function namesakes(row: CustomerRow): Promise<[string, MergeReason][]> {
    const postcode = postcodeOf(row);
    if (row.nameKey === undefined || row.name === undefined || postcode === undefined) return [];
    const same = await customers
      .find({ nameKey: row.nameKey, erasedAt: { $exists: false } })
      .limit(100)
      .toArray();
    const { name } = row;
    return same
      .filter((other) => postcodeOf(other) === postcode)
      .map(({ _id }) => [_id, { code: 'same-name-and-postcode', name, postcode }]);
  }

  async function answer(found: Map<string, MergeReason[]>, own: Set<string>): Promise<MergeSuggestion[]> {
    const others = [...found.keys()].filter((id) => !own.has(id));
    const parted = await merges.partedFrom([...own]);
    const roots = await groups.roots([...others, ...parted]);
    const notThem = new Set([...own, ...parted.flatMap((id) => roots.get(id)?._id ?? [])]);
    const byCustomer = new Map<string, MergeSuggestion>();
    for (const id of others) {
      const row = roots.get(id);
      if (!row || notThem.has(row._id) || row.erasedAt !== undefined) continue;
      const reasons = [...(byCustomer.get(row._id)?.reasons ?? []), ...(found.get(id) ?? [])];
      byCustomer.set(row._id, {
        customerId: row._id,
        ...(row.name !== undefined && { name: row.name }),
        reasons: reasons.toSorted((one, other) => rank(one) - rank(other)),
      });
    }
    return [...byCustomer.values()]
      .toSorted((one, other) => rank(one.reasons[0]) - rank(other.reasons[0]))
      .slice(0, most);
  }
}

/** Kinds that people have in common only when they are one person, or one family. */
const telling = new Set(['email', 'phone', 'account']);

const order = [
  'both-verified',
  'verified-is-claimed',
  'claims-verified',
  'same-name-and-postcode',
  'both-claim',
];

function rank(reason: MergeReason | undefined): number {
  return reason ? order.indexOf(reason.code) : order.length;
}

/** A name as it is compared: without case, accents and punctuation, its words in one order. */
export function nameKeyOf(name: string): string {
  const words =
    name
      .normalize('NFKD')
      .replaceAll(/\p{M}/gu, '')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.toSorted().join(' ');
}

const postcodeFacts = ['postcode', 'postalCode', 'postal_code', 'zip', 'zipCode', 'plz'];

function postcodeOf({ facts = {} }: Pick<CustomerRow, 'facts'>): string | undefined {
  const value = postcodeFacts.map((name) => facts[name]).find((one) => one !== undefined && one !== '');
  const key =
    value === undefined
      ? ''
      : String(value)
          .toUpperCase()
          .replaceAll(/[^\p{L}\p{N}]/gu, '');
  return key === '' ? undefined : key;
}
