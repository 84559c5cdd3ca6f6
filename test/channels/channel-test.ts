import { randomUUID } from 'node:crypto';
import type { Channel, ChannelRequest, Parsed } from '@throughline/engine/channels/channel';
import type { OutboxStore } from '@throughline/engine/stores/outbox';

export type Saying = ReturnType<typeof saying>;

/** A new message of the bot. */
export const saying = (conversation: string, text: string) => ({
  id: `case:1:${randomUUID()}`,
  caseId: 'case',
  conversation,
  from: 'bot' as const,
  text,
  at: Date.now(),
});

/** The send as the outbox keeps it once the provider has taken it. */
export async function known(
  outbox: OutboxStore,
  channel: string,
  { id, ...send }: Saying,
  { providerMessageId = '' }: { providerMessageId: string | undefined },
): Promise<void> {
  await outbox.queue({ ...send, _id: id, customerId: 'ana', channel });
  await outbox.take(id);
  await outbox.done(id, { providerMessageId });
}

/** What is in a request that has to be genuine, and make sense. */
export async function parsed<Proof>(
  channel: Channel<Proof>,
  request: ChannelRequest,
): Promise<Extract<Parsed, { ok: true }>> {
  const verified = await channel.verify(request);
  if (!verified.ok) throw new Error(verified.text);
  const result = channel.parse(request, verified.proof);
  if (!result.ok) throw new Error(JSON.stringify(result.issues));
  return result;
}
