import type { CaseLinkRow } from '../stores/case-links.ts';
import type { CaseRow } from '../stores/cases.ts';
import type { Stores } from '../stores/database.ts';
import type { ActionRefusal, LinkResult } from './gateway.ts';

type Refused = Extract<LinkResult, { ok: false }>;

const texts: { [Code in ActionRefusal]?: string } = {
  'case.not-found': 'There is no such case.',
  'case.same': 'Choose another case: it cannot go on in itself.',
  'case.erased': 'The contents of one of them were erased.',
  'case.closed': 'It is closed. A new message of the customer opens it again.',
  'case.joined': 'It was joined with another, and goes on there.',
  'case.other-customer':
    'They are cases of two customers. If these are one person, merge the customers first.',
  'case.not-owner': 'Claim the case first.',
  'case.owned-by-another-agent': 'Another agent has this case.',
  'case.nothing-left': 'Choose some of the customer’s messages, and leave at least one.',
  'case.busy': 'One of the cases is being joined or split just now; try again in a moment.',
  'link.not-found': 'There is nothing of that kind to undo.',
  'link.not-last': 'One of the cases was joined or split again since: undo that first.',
};

export function linkRefused(code: string = 'case.busy'): Refused {
  const known = code as ActionRefusal;
  return { ok: false, code: known, text: texts[known] ?? 'It was refused.' };
}

/** What the cases themselves do not know. */
export async function cannotJoin(
  stores: Stores,
  { from, into }: Pick<CaseLinkRow, 'from' | 'into'>,
): Promise<Refused | undefined> {
  if (from === into) return linkRefused('case.same');
  const [one, other] = await Promise.all([stores.cases.get(from), stores.cases.get(into)]);
  const refused = notOpen(one) ?? notOpen(other);
  if (refused || !one || !other) return refused;
  const customers = await Promise.all([one, other].map((row) => stores.customers.get(row.customerId)));
  return customers[0]?._id === customers[1]?._id ? undefined : linkRefused('case.other-customer');
}

export async function cannotSplit(
  stores: Stores,
  { from, messages, agent }: { from: string; messages: string[]; agent: string },
): Promise<Refused | undefined> {
  const row = await stores.cases.get(from);
  const refused = notOpen(row);
  if (refused) return refused;
  if (row?.owner === 'agent' && row.agent?.id !== agent) return linkRefused('case.owned-by-another-agent');
  if (row?.owner !== 'agent') return linkRefused('case.not-owner');
  // What came with another case goes with that one.
  const own = (await stores.messages.shownIn([from])).filter((message) => message.from === 'customer');
  const ids = new Set(own.map(({ _id }) => _id));
  const chosen = new Set(messages);
  const all = chosen.size > 0 && [...chosen].every((id) => ids.has(id));
  return all && chosen.size < own.length ? undefined : linkRefused('case.nothing-left');
}

/** Only what nothing was built on since. */
export async function cannotUndo(stores: Stores, row: CaseLinkRow): Promise<Refused | undefined> {
  const { kind, from, into, messages = [] } = row;
  const [one, other] = await Promise.all([stores.cases.get(from), stores.cases.get(into)]);
  if (!one || !other) return linkRefused('case.not-found');
  if (one.erasedAt !== undefined || other.erasedAt !== undefined) return linkRefused('case.erased');
  if (other.joinedInto !== undefined) return linkRefused('link.not-last');
  if (kind === 'join') return undefined;
  if (one.joinedInto !== undefined) return linkRefused('link.not-last');
  const moved = await stores.messages.get(messages);
  return moved.every(({ movedTo, caseId }) => (movedTo ?? caseId) === into)
    ? undefined
    : linkRefused('link.not-last');
}

function notOpen(row: CaseRow | null): Refused | undefined {
  if (!row) return linkRefused('case.not-found');
  if (row.erasedAt !== undefined) return linkRefused('case.erased');
  if (row.joinedInto !== undefined) return linkRefused('case.joined');
  return row.owner === 'nobody' ? linkRefused('case.closed') : undefined;
}
