import type { ConversationRow } from '../stores/conversations.ts';
import type { OutboxStore } from '../stores/outbox.ts';
import type { OutboundMessage } from './channel.ts';
import { NotSent } from './channel.ts';
import type { PlivoClient } from './plivo-client.ts';
import { plivoError, plivoTime } from './plivo-client.ts';

/** Clocks differ. */
const slackMs = 30_000;

/**
 * What Plivo took for this customer since the message was decided, oldest first. It knows neither our ids nor tells the texts,
 * but messages of a conversation are given to it one by one: what came after the last that another send is known to be, is
 * this one, part by part.
 */
export async function sentBefore(
  { client, outbox }: { client: PlivoClient; outbox: Pick<OutboxStore, 'byProviderMessage'> },
  { ours, theirs }: ConversationRow,
  { id, at }: OutboundMessage,
): Promise<string[]> {
  const listed = await list(client, { ours, theirs, since: at - slackMs });
  const owners = await Promise.all(
    listed.map(async (uuid) => (await outbox.byProviderMessage('plivo-sms', uuid))?._id),
  );
  const others = owners.findLastIndex((owner) => owner !== undefined && owner !== id);
  return listed.slice(others + 1);
}

type Listed = { messageUuid: string; messageTime: string };

async function list(
  client: PlivoClient,
  { ours, theirs, since }: { ours: string; theirs: string; since: number },
): Promise<string[]> {
  try {
    const found = (await client.messages.list({
      message_direction: 'outbound',
      from_number: ours,
      to_number: theirs,
      message_time__gte: plivoTime(since),
      limit: 20,
    })) as unknown as Listed[];
    return found
      .map(({ messageUuid, messageTime }) => ({ messageUuid, messageTime }))
      .toReversed()
      .toSorted((a, b) => Date.parse(a.messageTime) - Date.parse(b.messageTime))
      .map(({ messageUuid }) => messageUuid);
  } catch (error) {
    // Only asked: what became of the message is as unknown as before.
    throw new NotSent('Plivo could not be asked what it has.', { cause: plivoError(error) });
  }
}
