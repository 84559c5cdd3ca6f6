import { setTimeout as pause } from 'node:timers/promises';
import type { CaseGateway } from '../../cases/gateway.ts';
import type { TakeReceipt } from '../../cases/take-receipt.ts';
import type { CallRow } from '../../stores/calls.ts';
import type { Stores } from '../../stores/database.ts';
import type { MessageRow } from '../../stores/messages.ts';

export type EndCallDeps = {
  stores: Pick<Stores, 'calls' | 'messages'>;
  gateway: Pick<CaseGateway, 'act'>;
  takeReceipt: TakeReceipt;
};

/** Who writes the notes of calls. */
const telephone = { id: 'voice', name: 'Telephone' };

const noteAttempts = 3;

/** Of a message that was cut off in its second half, enough was heard. */
const heardShare = 0.5;

/**
 * A call is over: what nobody heard has failed, so that the case does not believe it was said, and the case hears how the call
 * ended. Safe to run twice; what could not be told stays to be told. `lost`: the provider did not say so.
 */
export function createEndCall({ stores, gateway, takeReceipt }: EndCallDeps) {
  const { calls, messages } = stores;

  async function end(conversation: string, at: number, { lost = false } = {}): Promise<void> {
    await calls.end(conversation, at);
    const call = await calls.get(conversation);
    if (!call) return;
    const { caseId = (await messages.lastOf(conversation))?.caseId, endedAt = at } = call;
    if (caseId !== undefined) {
      await settle(call, endedAt);
      await note(caseId, `call-ended:${conversation}`, endingOf(call, endedAt, lost));
    }
    await calls.told(conversation);
  }

  /** After the end is written: what is stored later is refused by the channel. */
  async function settle(call: CallRow, at: number): Promise<void> {
    const { given } = call;
    const heard = given !== undefined && at >= given.at + given.ms * heardShare;
    for (const row of await unheard(messages, call._id)) {
      const said = given !== undefined && (row.seq < given.seq || (row.seq === given.seq && heard));
      const providerMessageId = row._id;
      if (said) await takeReceipt('voice', { send: row._id, providerMessageId, state: 'delivered', at });
      else
        await takeReceipt('voice', {
          send: row._id,
          providerMessageId,
          state: 'failed',
          error: { code: 'channel.call-ended', message: 'The call ended before it was said.' },
          at,
        });
    }
  }

  /** Nobody calls again with the end of a call: a case that is busy for a moment is asked again. */
  async function note(caseId: string, action: string, text: string): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await gateway.act(caseId, { action, type: 'note', agent: telephone, text });
        return;
      } catch (error) {
        if (attempt === noteAttempts) throw error;
        await pause(300 * attempt);
      }
    }
  }

  return {
    end,
    note,
    /** What was given to be said up to here has been heard: the caller went on after it. */
    async confirm(conversation: string, upTo: number, at: number): Promise<void> {
      for (const row of await unheard(messages, conversation)) {
        if (row.seq > upTo) break;
        await takeReceipt('voice', { send: row._id, providerMessageId: row._id, state: 'delivered', at });
      }
    },
  };
}

async function unheard(messages: Stores['messages'], conversation: string): Promise<MessageRow[]> {
  const rows = await messages.byConversation(conversation);
  return rows.filter(({ from, delivery }) => (from === 'bot' || from === 'agent') && delivery === 'stored');
}

function endingOf({ startedAt, leftAt }: CallRow, at: number, lost: boolean): string {
  const seconds = Math.max(0, Math.round((at - startedAt) / 1_000));
  const length = seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  if (lost) return `Nothing was heard of the call after ${length}: it is over, and its end was not reported.`;
  return leftAt === undefined ? `The caller hung up after ${length}.` : `The call ended after ${length}.`;
}
