import type { Attachment } from '@throughline/flow/message';
import type { NodeError } from '@throughline/flow/node-result';
import type { Logger } from 'pino';
import type { Channel } from '../channels/channel.ts';
import { NotSent, SendRefused } from '../channels/channel.ts';
import type { Stores } from '../stores/database.ts';
import type { OutboxRow } from '../stores/outbox.ts';
import type { FailSend } from './fail-send.ts';

/**
 * Hands an outbox row over to its channel, at most once; safe to call again. `later`: it has to be tried again, which the relay
 * does.
 */
export type HandOver = (row: OutboxRow) => Promise<'done' | 'later'>;

export type HandOverDeps = {
  stores: Stores;
  channels: { [name: string]: Channel };
  failSend: FailSend;
  log: Pick<Logger, 'warn'>;
  /** Where a file can be fetched without an account, for a while from `at` on. */
  fileLink: (id: string, at: number) => string;
  now?: () => number;
};

/** The relay tries a send again for this long. A provider's outage of hours is bridged; an answer of yesterday is none. */
const giveUpAfterMs = 24 * 60 * 60_000;
/** Who tries a channel from the settings looks at the page for so long. */
const giveUpTestAfterMs = 10 * 60_000;
/** Longer than a try: a row whose taker said nothing for so long is taken by another. */
const shortestLeaseMs = 2 * 60_000;

export function createHandOver({
  stores,
  channels,
  failSend,
  log,
  fileLink,
  now = Date.now,
}: HandOverDeps): HandOver {
  const linked = (attachments: Attachment[], at: number) =>
    attachments.map((file) => ({ ...file, url: fileLink(file.id, at) }));

  const failed: FailSend = (row, error) =>
    row.test ? stores.outbox.fail(row._id, error) : failSend(row, error);

  return async (row) => {
    const { _id: send } = row;
    if (row.state === 'cancelled' || row.state === 'handed' || row.state === 'failed') return 'done';
    const channel = channelFor(row, channels);
    if (channel && !channel.knowsSends && (await stores.outbox.waitsBefore(row))) return 'later';
    // The last gate: what a person's take-over cancelled in the meantime is not taken.
    const retakeAfterMs = channel && !channel.knowsSends ? leaseOf(channel) : 0;
    const taken = await stores.outbox.takeRow(send, { retakeAfterMs });
    if (!taken) return 'later';
    if (!channel) return given(failed(row, noSuchChannel(row)));
    const said = saidBy(row);
    // A test is no message of a case.
    if (!row.test)
      await Promise.all([
        stores.messages.add({ ...said, _id: send, customerId: row.customerId, channel: row.channel }),
        stores.cases.showMessage(row.caseId, { text: row.text, at: row.at, from: row.from }),
      ]);
    // As it was when it was taken: another may have tried it since it was read.
    const again = taken.state === 'handing' || taken.unsure === true;
    try {
      const { attachments, ...words } = said;
      const { providerMessageId } = await channel.send({
        ...words,
        id: send,
        ...(again && { again }),
        ...(attachments && { attachments: linked(attachments, row.at) }),
      });
      await stores.outbox.done(send, providerMessageId === undefined ? {} : { providerMessageId });
      return 'done';
    } catch (error) {
      if (error instanceof SendRefused)
        return given(failed({ ...row, unsure: again }, { code: error.code, message: error.message }));
      const unsure = again || !(error instanceof NotSent);
      if (now() - row.at >= (row.test ? giveUpTestAfterMs : giveUpAfterMs))
        return given(failed({ ...row, unsure }, unreachable(row)));
      const isLastTry = taken.attempts + 1 >= (channel.maxUnsureTries ?? Infinity);
      if (again && isLastTry && !(error instanceof NotSent))
        return given(failed({ ...row, unsure }, mayHaveArrived(row)));
      const why = row.test && { error: notYet(error) };
      await stores.outbox.release(send, { unsure, ...why });
      log.warn({ send, channel: row.channel, ...reasonOf(error) }, 'a message could not be handed over yet');
      return 'later';
    }
  };
}

/** A test goes to places that `send` knows nobody at, such as somebody who is not in a call. */
function channelFor(row: OutboxRow, channels: HandOverDeps['channels']): Channel | undefined {
  const channel = channels[row.channel];
  return row.test && channel?.sendTest ? { ...channel, send: channel.sendTest, knowsSends: false } : channel;
}

async function given(failing: Promise<void>): Promise<'done'> {
  await failing;
  return 'done';
}

/** `NotSent` is in our own words, and names what an operator can mend; other errors may quote what was said. */
function reasonOf(error: unknown): { error: string; reason?: string } {
  if (!(error instanceof Error)) return { error: 'unknown' };
  return { error: error.name, ...(error instanceof NotSent && { reason: error.message }) };
}

function notYet(error: unknown): NodeError {
  const said = reasonOf(error).reason;
  return { code: 'channel.not-yet', message: said ?? 'The provider did not say whether it took it.' };
}

function unreachable({ channel, test }: OutboxRow): NodeError {
  return {
    code: 'channel.unreachable',
    message: `"${channel}" could not take it for ${test ? 'ten minutes' : 'a day'}.`,
  };
}

function mayHaveArrived({ channel }: OutboxRow): NodeError {
  return {
    code: 'channel.unconfirmed',
    message: `"${channel}" did not say whether it took it, several times.`,
  };
}

function leaseOf({ longestSendMs = 0 }: Channel): number {
  return Math.max(shortestLeaseMs, longestSendMs + 60_000);
}

function noSuchChannel({ channel }: OutboxRow): NodeError {
  return { code: 'channel.unknown', message: `No channel "${channel}" is set up.` };
}

function saidBy(row: OutboxRow) {
  const { caseId, conversation, from, author, text, choices, sources, attachments, at } = row;
  return {
    caseId,
    conversation,
    from,
    text,
    at,
    ...(author ? { author } : {}),
    ...(choices ? { choices } : {}),
    ...(sources ? { sources } : {}),
    ...(attachments ? { attachments } : {}),
  };
}
