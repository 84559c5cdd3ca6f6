import type { Db, Filter } from 'mongodb';
import type { CaseRow } from './cases.ts';
import type { ConversationRow } from './conversations.ts';
import { createCustomerGroups } from './customer-groups.ts';
import type { CustomerRow } from './customers.ts';
import type { IdentifierRow } from './identifiers.ts';
import type { InboxRow } from './inbox.ts';
import type { PortalSessionRow } from './portal-sessions.ts';

/** Where a look through the customers has come to. */
export type CustomerPosition = { updatedAt: number; id: string };

export type IdleCustomers = {
  /**
   * Of the next customers after `after`, by when they were changed last: those who have no case that is kept, and of whom nothing
   * was heard or written since `before`. Without `next`: there are no more.
   */
  page(
    before: number,
    look: { after: CustomerPosition | undefined; limit: number },
  ): Promise<{ ids: string[]; next?: CustomerPosition }>;
};

export function createIdleCustomers(db: Db): IdleCustomers {
  const customers = db.collection<CustomerRow>('customers');
  const cases = db.collection<CaseRow>('cases');
  const inbox = db.collection<InboxRow>('inbox');
  const conversations = db.collection<ConversationRow>('conversations');
  const identifiers = db.collection<IdentifierRow>('identifiers');
  const sessions = db.collection<PortalSessionRow>('portalSessions');
  const groups = createCustomerGroups(customers);

  /** They wrote, signed in, were told apart or merged, or got an identifier, under whichever id. */
  async function wasTouched(id: string, since: number): Promise<boolean> {
    const ids = { $in: await groups.closure(id) };
    const later = { $gt: since };
    const linked = { links: { $elemMatch: { customerId: ids, at: later } } };
    const found = await Promise.all([
      customers.countDocuments({ _id: ids, $or: [{ updatedAt: later }, { 'lastClosed.at': later }] }),
      inbox.countDocuments({ customerId: ids, at: later }, { limit: 1 }),
      conversations.countDocuments({ customerId: ids, heardAt: later }, { limit: 1 }),
      identifiers.countDocuments(
        { 'links.customerId': ids, $or: [linked, { verified: ids, seenAt: later }] },
        { limit: 1 },
      ),
      sessions.countDocuments({ customerId: ids, at: later }, { limit: 1 }),
    ]);
    return found.some((count) => count > 0);
  }

  return {
    async page(before, { after, limit }) {
      const rest: Filter<CustomerRow> = after
        ? {
            $or: [
              { updatedAt: { $gt: after.updatedAt } },
              { updatedAt: after.updatedAt, _id: { $gt: after.id } },
            ],
          }
        : {};
      const rows = await customers
        .find(
          {
            ...{ erasedAt: { $exists: false }, mergedInto: { $exists: false }, updatedAt: { $lte: before } },
            ...rest,
          },
          { projection: { open: 1, updatedAt: 1 } },
        )
        .sort({ updatedAt: 1, _id: 1 })
        .limit(limit)
        .toArray();
      const idle = rows.filter(({ open }) => open.length === 0).map(({ _id }) => _id);
      // One whose erasure was begun takes its customer along when it is complete.
      const stays = [{ erasedAt: { $exists: false } }, { retiring: { $exists: true } }];
      const kept = new Set(await cases.distinct('customerId', { customerId: { $in: idle }, $or: stays }));
      const ids: string[] = [];
      for (const id of idle) if (!kept.has(id) && !(await wasTouched(id, before))) ids.push(id);
      const last = rows.at(-1);
      return {
        ids,
        ...(last && rows.length === limit && { next: { updatedAt: last.updatedAt, id: last._id } }),
      };
    },
  };
}
