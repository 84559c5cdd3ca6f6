import type { OutboxStore } from '../stores/outbox.ts';
import type { OutboundMessage } from './channel.ts';
import type { TwilioClient } from './twilio-client.ts';

type Deps = {
  client: TwilioClient;
  outbox: Pick<OutboxStore, 'byProviderMessage'>;
  channel: 'sms' | 'whatsapp';
};

/** Clocks differ. */
const slackMs = 60_000;
/** One page, the last sent first: more than anybody and we say to each other. */
const most = 1_000;

/**
 * What Twilio took for this address since the message was decided, oldest first, but for what other sends are known to be: it
 * does not know our ids, but it knows the text.
 */
export async function sentBefore(
  { client, outbox, channel }: Deps,
  to: { to: string; from: string },
  { id: send, at }: OutboundMessage,
): Promise<{ sid: string; body: string }[]> {
  // Asked for what was sent since, Twilio leaves out what still waits to be sent.
  const listed = await client.messages.list({ ...to, pageSize: most, limit: most });
  const found = listed
    .filter(({ dateCreated }) => dateCreated.getTime() >= at - slackMs)
    .toReversed()
    .toSorted((one, other) => one.dateCreated.getTime() - other.dateCreated.getTime());
  const ours = await Promise.all(
    found.map(async ({ sid, body }) => {
      const row = await outbox.byProviderMessage(channel, sid);
      return row && row._id !== send ? [] : [{ sid, body }];
    }),
  );
  return ours.flat();
}
