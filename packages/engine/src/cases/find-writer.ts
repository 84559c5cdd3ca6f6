import type { FoundCustomer } from '../stores/customers.ts';
import type { Stores } from '../stores/database.ts';
import { isGone } from '../stores/erase-claims.ts';
import type { InboundMessage } from './gateway.ts';

export type FindWriterDeps = { stores: Pick<Stores, 'conversations' | 'customers' | 'eraser'> };

export type FindWriter = ReturnType<typeof createFindWriter>;

const maxAttempts = 10;

/**
 * Who wrote a message. Never somebody who is being erased, or was: what still leads to them is erased before, so that whoever
 * writes is somebody new.
 */
export function createFindWriter({ stores: { conversations, customers, eraser } }: FindWriterDeps) {
  async function byIdentifiers(inbound: InboundMessage): Promise<FoundCustomer> {
    const { identifiers, at, conversation, text, customerName, language } = inbound;
    for (let attempt = 1; attempt <= maxAttempts; attempt++) {
      const found = await customers.findOrCreate({
        identifiers,
        at,
        conversation,
        text,
        ...(customerName ? { name: customerName } : {}),
        ...(language ? { language } : {}),
      });
      if (!isGone(found)) return found;
      await eraser.finishCustomer(found._id);
    }
    throw new Error(`who wrote was being erased ${maxAttempts} times`);
  }

  async function byThread({ conversation, inThread }: InboundMessage): Promise<FoundCustomer | null> {
    const known = inThread ? await conversations.get(conversation) : null;
    const customer = known?.customerId === undefined ? null : await customers.get(known.customerId);
    if (!known || !customer || isGone(customer)) return null;
    const { cameTo = known.customerId } = known;
    return cameTo === undefined || cameTo === customer._id ? customer : { ...customer, cameTo };
  }

  return {
    byIdentifiers,
    /** Whose thread it is in comes first. */
    of: async (inbound: InboundMessage): Promise<FoundCustomer> =>
      (await byThread(inbound)) ?? byIdentifiers(inbound),
    async isGone({ _id }: FoundCustomer): Promise<boolean> {
      const now = await customers.get(_id);
      return now !== null && isGone(now);
    },
  };
}
