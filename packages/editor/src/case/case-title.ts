import type { CaseSummary } from '../api/case.ts';

/** What a case is called in lists: its issue, else what was said last, else its number. */
export function caseTitle({
  id,
  issue,
  lastMessage,
  erasedAt,
}: Pick<CaseSummary, 'id' | 'issue' | 'lastMessage' | 'erasedAt'>): string {
  if (erasedAt !== undefined) return 'Erased case';
  return issue ?? lastMessage?.text ?? `Case ${id.slice(0, 8)}`;
}

/** A visitor without a name still has to be told from others. */
export function customerName({ customer }: Pick<CaseSummary, 'customer'>): string {
  return customer.name ?? `Visitor ${customer.id.replace(/^.*[-:_]/, '').slice(0, 6)}`;
}

/** Where the case is read: the one that it goes on in, if it was joined. */
export function casePath({ id, joinedInto }: Pick<CaseSummary, 'id' | 'joinedInto'>): string {
  return `/cases/${joinedInto ?? id}`;
}
