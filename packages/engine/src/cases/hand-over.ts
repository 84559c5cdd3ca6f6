import type { Channel } from '../channels/channel.ts';
import type { Stores } from '../stores/database.ts';
import type { OutboxRow } from '../stores/outbox.ts';

/** Hands an outbox row over to its channel, at most once; safe to call again. */
export type HandOver = (send: string) => Promise<void>;

export function createHandOver(stores: Stores, channels: { [name: string]: Channel }): HandOver {
  return async (send) => {
    const row = await stores.outbox.get(send);
    if (!row || row.state === 'cancelled' || row.state === 'handed' || row.state === 'failed') return;
    // The last gate: what a person's take-over cancelled in the meantime is not taken. A row whose taker died is taken
    // again: the channel knows the send by its id.
    if (!(await stores.outbox.take(send, { retakeAfterMs: 0 }))) return;
    const channel = channels[row.channel];
    if (!channel) {
      await stores.outbox.fail(send, {
        code: 'channel.unknown',
        message: `No channel "${row.channel}" is set up.`,
      });
      return;
    }
    const said = saidBy(row);
    await stores.messages.add({ ...said, _id: send, customerId: row.customerId, channel: row.channel });
    await stores.cases.showMessage(row.caseId, { text: row.text, at: row.at, from: row.from });
    const { providerMessageId } = await channel.send({ ...said, id: send });
    await stores.outbox.done(send, providerMessageId === undefined ? {} : { providerMessageId });
  };
}

function saidBy({ caseId, conversation, from, author, text, choices, sources, at }: OutboxRow) {
  return {
    caseId,
    conversation,
    from,
    text,
    at,
    ...(author ? { author } : {}),
    ...(choices ? { choices } : {}),
    ...(sources ? { sources } : {}),
  };
}
