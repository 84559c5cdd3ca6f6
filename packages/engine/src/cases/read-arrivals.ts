import type { CustomerMessage } from '@throughline/flow/message';
import type { CaseActivities } from '../sandbox/contract.ts';
import type { MessageRow } from '../stores/messages.ts';
import type { Stores } from '../stores/database.ts';

/**
 * Turns the references of signals into events, and brings the policies when they have changed, and the customer when it was
 * proven since who it is: by signing in on the page, say.
 */
export function createReadArrivals(stores: Stores): CaseActivities['readArrivals'] {
  return async ({ messages: ids, known }) => {
    const [rows, policies, customer] = await Promise.all([
      ids.length > 0 ? stores.messages.get(ids) : [],
      stores.policies.snapshot(),
      known.customer.verified ? undefined : stores.customers.facts(known.customer.id),
    ]);
    const byId = new Map(rows.map((row) => [row._id, row]));
    const messages = ids.flatMap((id) => {
      const row = byId.get(id);
      if (!row) return [];
      const actor = { kind: 'customer' as const, id: row.customerId };
      return [
        { type: 'message.received' as const, id: row._id, at: row.at, actor, message: customerMessage(row) },
      ];
    });
    return {
      messages,
      ...(policies.version === known.policyVersion ? {} : { policies }),
      ...(customer?.verified ? { customer } : {}),
    };
  };
}

function customerMessage(row: MessageRow): CustomerMessage {
  const message: CustomerMessage = {
    id: row._id,
    channel: row.channel,
    conversation: row.conversation,
    text: row.text,
    sentAt: row.at,
  };
  if (row.choice !== undefined) message.choice = row.choice;
  if (row.language !== undefined) message.language = row.language;
  if (row.attachments) message.attachments = row.attachments;
  return message;
}
