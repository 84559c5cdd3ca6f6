import { z } from 'zod';
import type { ConversationRow } from '../stores/conversations.ts';
import type { OutboxStore } from '../stores/outbox.ts';
import { SendRefused } from './channel.ts';
import type { OutboundMessage } from './channel.ts';
import type { MetaGraph } from './meta-graph.ts';

export type MetaSent = { id: string; text: string };

type Deps = {
  graph: MetaGraph;
  outbox: Pick<OutboxStore, 'byProviderMessage'>;
  pageId: string;
  channel: 'messenger' | 'instagram';
};

const listed = z.object({
  data: z.array(
    z.object({
      messages: z
        .object({
          data: z.array(
            z.object({
              id: z.string(),
              created_time: z.string(),
              from: z.object({ id: z.string() }).optional(),
              message: z.string().optional(),
            }),
          ),
        })
        .optional(),
    }),
  ),
});

/** Clocks differ, and Meta's has whole seconds. */
const slackMs = 60_000;

/**
 * What Meta already sent to the customer since the message was decided, but for what other sends are known to be: the
 * Conversations API does not know our ids, but it knows the text. Where it may not be asked, nobody can say.
 */
export async function sentBefore(
  { graph, outbox, pageId, channel }: Deps,
  { theirs }: ConversationRow,
  { id: send, at }: OutboundMessage,
): Promise<MetaSent[]> {
  const found = await ask();
  const since = found.filter(
    ({ from, created_time: created }) => from?.id !== theirs && Date.parse(created) >= at - slackMs,
  );
  const ours = await Promise.all(
    since.map(async ({ id, message = '' }) => {
      const row = await outbox.byProviderMessage(channel, id);
      return row && row._id !== send ? [] : [{ id, text: message }];
    }),
  );
  return ours.flat();

  async function ask() {
    try {
      const answer = await graph.get(`${pageId}/conversations`, {
        platform: channel,
        user_id: theirs,
        fields: 'messages.limit(50){id,created_time,from,message}',
      });
      return listed.parse(answer).data.flatMap(({ messages }) => messages?.data ?? []);
    } catch (error) {
      if (!(error instanceof SendRefused)) throw error;
      throw new SendRefused('channel.unconfirmed', 'Meta may have sent it, and may not be asked.');
    }
  }
}
