import type { EventOf } from '@throughline/flow/event';
import type { NodeError } from '@throughline/flow/node-result';
import { isStoppedThere } from '../channels/consent-words.ts';
import type { Stores } from '../stores/database.ts';
import type { OutboxRow } from '../stores/outbox.ts';
import { topicOf } from './feed-events.ts';
import type { FindElsewhere } from './find-elsewhere.ts';

/** A message will never reach the customer. Safe to call again. */
export type FailSend = (row: OutboxRow, error: NodeError) => Promise<void>;

export type FailSendDeps = {
  stores: Pick<Stores, 'messages' | 'outbox' | 'feed' | 'conversations'>;
  /** Without it, people get a case whose message did not arrive. */
  findElsewhere?: FindElsewhere;
  tellCase: (caseId: string, event: EventOf<'send.failed'>) => Promise<void>;
  now?: () => number;
};

/** The case first: a row that has failed is not looked at again. */
export function createFailSend({ stores, findElsewhere, tellCase, now = Date.now }: FailSendDeps): FailSend {
  return async (row, error) => {
    // As of when it was decided: a later word of the customer counts.
    if (isStoppedThere(row.channel, error))
      await stores.conversations.consent(row.conversation, { stopped: true, at: row.at });
    const head = { id: `failed:${row._id}`, at: now(), actor: { kind: 'system' } as const };
    // An erased case has nobody left to tell.
    if (row.erasedAt === undefined) {
      const elsewhere = await findElsewhere?.(row, error);
      const failed = { send: row._id, error, ...(elsewhere && { elsewhere }) };
      await tellCase(row.caseId, { ...head, type: 'send.failed', ...failed });
    }
    await stores.messages.markFailed([row._id]);
    await stores.outbox.fail(row._id, error);
    await stores.feed.append({
      key: `message:${row._id}:failed`,
      topics: [topicOf.case(row.caseId), topicOf.conversation(row.conversation)],
      type: 'message.changed',
      data: { caseId: row.caseId, messageId: row._id, state: 'failed' },
    });
  };
}
