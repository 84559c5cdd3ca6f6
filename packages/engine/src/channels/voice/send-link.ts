import { hasLinks, linksIn } from '@throughline/flow/channel-form';
import type { HandOverLines } from '../../cases/hand-over-lines.ts';
import type { ConversationIds } from '../../crypto/derived-ids.ts';
import type { CallRow } from '../../stores/calls.ts';
import type { Stores } from '../../stores/database.ts';
import type { MessageRow } from '../../stores/messages.ts';
import { createBeginConversation } from '../begin-conversation.ts';
import { phrasesFor } from './call-phrases.ts';
import type { Caller } from './telephony.ts';

export type SendLinkDeps = {
  stores: Pick<Stores, 'conversations' | 'outbox' | 'messages'>;
  lines: Pick<HandOverLines, 'begin'>;
  conversationIds: ConversationIds;
  /** Our number for SMS; nothing is offered without one. */
  smsFrom: string | undefined;
  now: () => number;
};

/** What cannot be said goes by SMS to the caller, through the same outbox as everything else: once, and seen in the case. */
export function createSendLink({ stores, lines, conversationIds, smsFrom, now }: SendLinkDeps) {
  const { conversations, outbox, messages } = stores;
  const { idOf, begin } = createBeginConversation({ conversations, conversationIds });
  const smsTo = (theirs: string) => ({ channel: 'sms', ours: smsFrom ?? '', theirs });

  return {
    async canSend(row: Pick<MessageRow, 'text'>, caller: Caller | undefined): Promise<boolean> {
      if (smsFrom === undefined || !caller || !hasLinks(row.text)) return false;
      return (await conversations.get(idOf(smsTo(caller.number))))?.stoppedAt === undefined;
    },
    /** False when there is no such message any more. */
    async send(call: CallRow, seq: number, caller: Caller): Promise<boolean> {
      if (smsFrom === undefined) return false;
      const [row] = await messages.byConversation(call._id, { afterSeq: seq - 1, limit: 1 });
      if (row?.seq !== seq) return false;
      const { caseId, customerId } = row;
      const { language } = call;
      const { _id: conversation } = await begin({ ...smsTo(caller.number), customerId, language });
      const send = `${caseId}:link-${call._id}:${seq}`;
      const queued = await outbox.queue({
        ...{ _id: send, caseId, customerId, channel: 'sms', conversation, from: 'bot', at: now() },
        text: [phrasesFor(language).linkText, ...linksIn(row.text)].join('\n'),
      });
      // What cannot go now is tried again by the relay; what never can, the case is told.
      await lines.begin(queued);
      return true;
    },
  };
}
