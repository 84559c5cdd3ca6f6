import type { Collection, Filter } from 'mongodb';
import type { Owner } from '@throughline/flow/effect';
import type { CaseRow } from './cases.ts';

export type CaseQuery = {
  owner?: Owner;
  /** Name of a queue the case waits in. */
  queue?: string;
  agentId?: string;
  customerId?: string;
  conversation?: string;
  /** Found in the issue, the last message, the tags, the close reason, or as the beginning of the case id. */
  text?: string;
  limit: number;
  /** `next` of the page before. */
  cursor?: string;
};

export type CasePage = { cases: CaseRow[]; next?: string };

/** Newest change first. A case that changes between two pages moves to the front and may be seen twice, never missed. */
export async function listCases(cases: Collection<CaseRow>, query: CaseQuery): Promise<CasePage> {
  const found = await cases
    .find(filterOf(query))
    .sort({ updatedAt: -1, _id: -1 })
    .limit(query.limit + 1)
    .toArray();
  const page = found.slice(0, query.limit);
  const last = page.at(-1);
  return found.length > page.length && last ? { cases: page, next: cursorOf(last) } : { cases: page };
}

function filterOf(query: CaseQuery): Filter<CaseRow> {
  const all: Filter<CaseRow>[] = [];
  if (query.owner) all.push({ owner: query.owner });
  if (query.queue) all.push({ owner: 'queue', 'queue.name': query.queue });
  if (query.agentId) all.push({ 'agent.id': query.agentId });
  if (query.customerId) all.push({ customerId: query.customerId });
  if (query.conversation) all.push({ conversation: query.conversation });
  if (query.text) all.push({ $or: textFilters(query.text) });
  const after = query.cursor ? parseCursor(query.cursor) : undefined;
  if (after)
    all.push({
      $or: [{ updatedAt: { $lt: after.updatedAt } }, { updatedAt: after.updatedAt, _id: { $lt: after.id } }],
    });
  return all.length > 0 ? { $and: all } : {};
}

function textFilters(text: string): Filter<CaseRow>[] {
  const literal = text.trim().replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const anywhere = { $regex: literal, $options: 'i' };
  return [
    { 'brief.issue.text': anywhere },
    { 'lastMessage.text': anywhere },
    { tags: anywhere },
    { closeReason: anywhere },
    { _id: { $regex: `^${literal}`, $options: 'i' } },
  ];
}

function cursorOf(row: CaseRow): string {
  return Buffer.from(`${row.updatedAt}:${row._id}`).toString('base64url');
}

/** What cannot be read is none, and starts from the first page. */
export function parseCursor(cursor: string): { updatedAt: number; id: string } | undefined {
  const match = /^(\d{1,16}):(.+)$/.exec(Buffer.from(cursor, 'base64url').toString());
  return match?.[1] && match[2] ? { updatedAt: Number(match[1]), id: match[2] } : undefined;
}
