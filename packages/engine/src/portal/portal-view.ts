import { z } from 'zod';
import { time } from '../api/shapes.ts';
import { chatStatus, chatStatusOf } from '../channels/webchat-status.ts';
import type { CaseRow } from '../stores/cases.ts';
import type { Stores } from '../stores/database.ts';
import type { MessageRow } from '../stores/messages.ts';
import type { PortalCustomer } from './portal-customer.ts';

const file = z
  .object({ id: z.string(), name: z.string(), mediaType: z.string(), bytes: z.int() })
  .meta({ id: 'PortalFile' });

/** A message of a case, on whatever channel it was said. */
export const portalMessageShown = z
  .object({
    id: z.string(),
    channel: z.string(),
    from: z.enum(['customer', 'bot', 'agent']),
    author: z.string().optional(),
    text: z.string(),
    choices: z.array(z.object({ id: z.string(), label: z.string() })).optional(),
    sources: z.array(z.object({ title: z.string() })).optional(),
    attachments: z.array(file).optional(),
    at: time,
  })
  .meta({ id: 'PortalMessage' });

export const portalCase = z
  .object({
    id: z.string(),
    title: z
      .string()
      .meta({ description: 'What it is about, in the customer’s words; empty before they are read.' }),
    status: chatStatus,
    channel: z.string().meta({ description: 'Where it began.' }),
    openedAt: time,
    updatedAt: time,
    closedAt: time.optional(),
  })
  .meta({ id: 'PortalCase' });

export type PortalMessage = z.infer<typeof portalMessageShown>;
export type PortalCase = z.infer<typeof portalCase>;

/** More than anybody has; who has more sees the newest. */
const mostCases = 200;
const pageOfCases = 100;

export type PortalViewDeps = { stores: Pick<Stores, 'cases' | 'caseLinks' | 'messages' | 'customers'> };

/** What a customer may see at the portal: their own cases, and in them what was said to and by them. */
export function createPortalView({ stores }: PortalViewDeps) {
  /** A case that goes on in another one is a part of that, and not listed. */
  async function cases({ id }: Pick<PortalCustomer, 'id'>): Promise<CaseRow[]> {
    const rows: CaseRow[] = [];
    for (let cursor: string | undefined; rows.length < mostCases;) {
      const page = await stores.cases.list({ customerId: id, limit: pageOfCases, ...(cursor && { cursor }) });
      rows.push(...page.cases.filter((row) => isThere(row) && row.joinedInto === undefined));
      cursor = page.next;
      if (cursor === undefined) break;
    }
    return rows;
  }

  /** Null for a case that is not theirs: who asks is told that there is none. One that was joined is the one it goes on in. */
  async function caseOf({ id }: Pick<PortalCustomer, 'id'>, caseId: string): Promise<CaseRow | null> {
    const row = await stores.cases.get(await stores.caseLinks.rootOf(caseId));
    return row && row.customerId === id && isThere(row) ? row : null;
  }

  /** Of a case of theirs, oldest first. What came to another customer who was parted from them is not among it. */
  async function messagesOf({ id }: Pick<PortalCustomer, 'id'>, caseId: string): Promise<MessageRow[]> {
    const [parts, ids] = [await stores.caseLinks.partsOf(caseId), await stores.customers.idsOf(id)];
    const rows = await stores.messages.shownIn(parts);
    return rows.filter((row) => isShown(row) && ids.includes(row.customerId));
  }

  return { cases, caseOf, messagesOf };
}

export type PortalView = ReturnType<typeof createPortalView>;

function isThere({ erasedAt }: CaseRow): boolean {
  return erasedAt === undefined;
}

/** Notes are for colleagues. */
function isShown({ from, erasedAt }: MessageRow): boolean {
  return from !== 'note' && erasedAt === undefined;
}

export function portalCaseOf(row: CaseRow): PortalCase {
  const { _id, brief, lastMessage, channel, openedAt, updatedAt, closedAt, owner } = row;
  const title = brief?.issue?.text ?? (lastMessage?.from === 'customer' ? lastMessage.text : '');
  return {
    id: _id,
    title: title.slice(0, 200),
    status: chatStatusOf(row),
    ...{ channel, openedAt, updatedAt },
    ...(owner === 'nobody' && closedAt !== undefined && { closedAt }),
  };
}

export function portalMessageOf(row: MessageRow): PortalMessage[] {
  const { _id, channel, from, author, text, at } = row;
  if (from === 'note') return [];
  return [
    {
      ...{ id: _id, channel, from, text, at },
      ...(author !== undefined && { author }),
      ...(row.choices && { choices: row.choices.map(({ id, label }) => ({ id, label })) }),
      ...(row.sources && { sources: row.sources.map(({ title }) => ({ title })) }),
      ...(row.attachments && {
        attachments: row.attachments.map(({ id, name, mediaType, bytes }) => ({
          id,
          name,
          mediaType,
          bytes,
        })),
      }),
    },
  ];
}
