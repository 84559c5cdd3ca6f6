import type { Receipt } from '../channels/channel.ts';
import type { MessageRow } from '../stores/messages.ts';
import type { OutboxRow } from '../stores/outbox.ts';
import type { Stores } from '../stores/database.ts';
import type { FailSend } from './fail-send.ts';
import { topicOf } from './feed-events.ts';

/**
 * Notes how far a message of ours got. Receipts come late, twice, and in any order: what was seen is not delivered again, and
 * what arrived has not failed. One for a message that is not ours, or of another channel, changes nothing.
 */
export type TakeReceipt = (channel: string, receipt: Receipt) => Promise<void>;

export type TakeReceiptDeps = {
  stores: Pick<Stores, 'messages' | 'outbox' | 'feed'>;
  failSend: FailSend;
};

export function createTakeReceipt({ stores, failSend }: TakeReceiptDeps): TakeReceipt {
  return async (channel, receipt) => {
    const rows = (await meant(channel, receipt)).filter((row) => row.channel === channel);
    for (const row of rows) if (row.test) await takeOfTest(row, receipt);
    const messages = await stores.messages.get(rows.map(({ _id }) => _id));
    for (const message of messages) {
      const row = rows.find(({ _id }) => _id === message._id);
      if (row) await take(row, message, receipt);
    }
  };

  async function meant(channel: string, { send, providerMessageId, until }: Receipt): Promise<OutboxRow[]> {
    if (until) return stores.outbox.handedUntil(until.conversation, until.at);
    const row =
      send !== undefined
        ? await stores.outbox.get(send)
        : providerMessageId !== undefined
          ? await stores.outbox.byProviderMessage(channel, providerMessageId)
          : null;
    return row ? [row] : [];
  }

  async function takeOfTest(
    { _id: id, receipt: before }: OutboxRow,
    { state, error }: Receipt,
  ): Promise<void> {
    if (state !== 'failed') return stores.outbox.receive(id, state);
    if (before === undefined) await stores.outbox.fail(id, error ?? undelivered);
  }

  async function take(row: OutboxRow, message: MessageRow, receipt: Receipt): Promise<void> {
    const { state, error, at } = receipt;
    if (message.delivery === 'seen' || message.delivery === state) return;
    if (state === 'failed') {
      if (message.delivery === 'delivered') return;
      return failSend(row, error ?? undelivered);
    }
    if (isOfPartBefore(row, receipt)) return;
    if (state === 'delivered') await stores.messages.markDelivered([row._id], at);
    else await stores.messages.markSeen([row._id], at);
    await stores.feed.append({
      key: `message:${row._id}:${state}`,
      topics: [topicOf.case(row.caseId), topicOf.conversation(row.conversation)],
      type: 'message.changed',
      data: { caseId: row.caseId, messageId: row._id, state },
    });
  }
}

const undelivered = { code: 'channel.undelivered', message: 'It could not be delivered.' };

/** A message in parts has arrived when its last part has: that of an earlier one says nothing yet. */
function isOfPartBefore(row: OutboxRow, { providerMessageId: of }: Receipt): boolean {
  return of !== undefined && row.providerMessageId !== undefined && of !== row.providerMessageId;
}
