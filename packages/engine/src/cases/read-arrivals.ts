import type { CustomerMessage } from '@throughline/flow/message';
import type { CaseActivities } from '../sandbox/contract.ts';
import type { MessageRow } from '../stores/messages.ts';
import type { Stores } from '../stores/database.ts';
import { plansOf } from './plans-of.ts';

/**
 * Turns the references of signals into events, and brings the policies when they have changed, and the customer when it was
 * proven since who it is, or when the case is another one's now: by signing in on the page, say, or by a merge or its undoing.
 */
export function createReadArrivals(stores: Stores): CaseActivities['readArrivals'] {
  return async ({ caseId, messages: ids, known, versions = [] }) => {
    const [rows, kase, policies, plans] = await Promise.all([
      ids.length > 0 ? stores.messages.get(ids) : [],
      ids.length > 0 ? stores.cases.get(caseId) : null,
      stores.policies.snapshot(),
      plansOf(stores, versions),
    ]);
    const customerId = kase?.customerId ?? known.customer.id;
    const isKnown = known.customer.verified && customerId === known.customer.id;
    const customer = isKnown ? undefined : await stores.customers.facts(customerId);
    const isNews =
      customer && (customer.id !== known.customer.id || (customer.verified && !known.customer.verified));
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
      ...(isNews ? { customer } : {}),
      ...(plans.length > 0 && { plans }),
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
