import type { ConversationIds } from '../crypto/derived-ids.ts';
import type { ConversationRow, ConversationStore } from '../stores/conversations.ts';
import { SendRefused } from './channel.ts';

/** What every channel with a provider is made of, beside its own configuration. */
export type ProviderDeps = {
  conversations: Pick<ConversationStore, 'get'>;
  conversationIds: ConversationIds;
  now?: () => number;
};

/** The two ends of a conversation to which something may be sent; throws `SendRefused` where nothing may. */
export async function openEnds(
  conversations: ProviderDeps['conversations'],
  id: string,
): Promise<ConversationRow> {
  const row = await conversations.get(id);
  if (!row) throw new SendRefused('channel.no-address', 'Nobody knows where the customer can be reached.');
  if (row.stoppedAt !== undefined)
    throw new SendRefused('channel.opted-out', 'The customer wants no messages.');
  return row;
}
