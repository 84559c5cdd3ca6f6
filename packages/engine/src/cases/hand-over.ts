import type { EventOf } from '@throughline/flow/event';
import type { NodeError } from '@throughline/flow/node-result';
import { SendRefused } from '../channels/channel.ts';
import type { Channel } from '../channels/channel.ts';
import type { Stores } from '../stores/database.ts';
import type { OutboxRow } from '../stores/outbox.ts';
import { topicOf } from './feed-events.ts';

/** Hands an outbox row over to its channel, at most once; safe to call again. Rejects when it may be tried later. */
export type HandOver = (send: string) => Promise<void>;

export type HandOverDeps = {
  stores: Stores;
  channels: { [name: string]: Channel };
  /** Tells the case that a message will never reach the customer. */
  tellCase: (caseId: string, event: EventOf<'send.failed'>) => Promise<void>;
  now?: () => number;
};

/** The relay tries a send again for this long. A provider's outage of hours is bridged; an answer of yesterday is none. */
const giveUpAfterMs = 24 * 60 * 60_000;

export function createHandOver({ stores, channels, tellCase, now = Date.now }: HandOverDeps): HandOver {
  return async (send) => {
    const row = await stores.outbox.get(send);
    if (!row || row.state === 'cancelled' || row.state === 'handed' || row.state === 'failed') return;
    // The last gate: what a person's take-over cancelled in the meantime is not taken. A row whose taker died is taken
    // again: the channel knows the send by its id.
    if (!(await stores.outbox.take(send, { retakeAfterMs: 0 }))) return;
    const channel = channels[row.channel];
    if (!channel) return fail(row, noSuchChannel(row));
    const said = saidBy(row);
    await stores.messages.add({ ...said, _id: send, customerId: row.customerId, channel: row.channel });
    await stores.cases.showMessage(row.caseId, { text: row.text, at: row.at, from: row.from });
    try {
      const { providerMessageId } = await channel.send({ ...said, id: send });
      await stores.outbox.done(send, providerMessageId === undefined ? {} : { providerMessageId });
    } catch (error) {
      if (error instanceof SendRefused) return fail(row, { code: error.code, message: error.message });
      if (now() - row.at < giveUpAfterMs) throw error;
      return fail(row, {
        code: 'channel.unreachable',
        message: `"${row.channel}" could not take it for a day.`,
      });
    }
  };

  /** The case first: a row that has failed is not looked at again. */
  async function fail(row: OutboxRow, error: NodeError): Promise<void> {
    const head = { id: `failed:${row._id}`, at: now(), actor: { kind: 'system' } as const };
    await tellCase(row.caseId, { ...head, type: 'send.failed', send: row._id, error });
    await stores.messages.markFailed([row._id]);
    await stores.outbox.fail(row._id, error);
    await stores.feed.append({
      key: `message:${row._id}:failed`,
      topics: [topicOf.case(row.caseId), topicOf.conversation(row.conversation)],
      type: 'message.changed',
      data: { caseId: row.caseId, messageId: row._id, state: 'failed' },
    });
  }
}

function noSuchChannel({ channel }: OutboxRow): NodeError {
  return { code: 'channel.unknown', message: `No channel "${channel}" is set up.` };
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
