import type { Stores } from '../stores/stores.ts';

/** Hands an outbox row over to its channel, at most once; safe to call again. */
export type HandOver = (send: string) => Promise<void>;

/** Channels whose messages are delivered by being stored: the customer's own page fetches them. */
const storedChannels = new Set(['webchat']);

export function createHandOver(stores: Stores): HandOver {
  return async (send) => {
    const row = await stores.outbox.get(send);
    if (!row || row.state === 'cancelled' || row.state === 'handed') return;
    // The last gate: a row that a person's take-over cancelled in the meantime is not taken.
    if (row.state === 'queued' && !(await stores.outbox.take(send))) return;
    if (!storedChannels.has(row.channel)) {
      await stores.outbox.fail(send, {
        code: 'channel.unknown',
        message: `No channel "${row.channel}" is set up.`,
      });
      return;
    }
    const { _id, caseId, customerId, conversation, channel, from, author, text, choices, sources, at } = row;
    await stores.messages.add({
      _id,
      caseId,
      customerId,
      conversation,
      channel,
      from,
      text,
      at,
      delivery: 'stored',
      ...(author ? { author } : {}),
      ...(choices ? { choices } : {}),
      ...(sources ? { sources } : {}),
    });
    await stores.outbox.done(send);
    await stores.feed.append({
      key: `message:${_id}`,
      topics: [`conversation:${conversation}`, `case:${caseId}`],
      type: 'message.added',
      data: { caseId, messageId: _id, from },
    });
  };
}
