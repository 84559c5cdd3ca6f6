import type { ChannelCapabilities } from '@throughline/flow/channel-capabilities';
import { channelForm } from '@throughline/flow/channel-form';
import { plainForSms, smsSegments } from '@throughline/flow/sms-segments';
import type { PlivoConfig } from '../channel-config.ts';
import { basicAuth } from '../http/basic-auth.ts';
import { download } from '../http/download.ts';
import type { OutboxStore } from '../stores/outbox.ts';
import type { Channel } from './channel.ts';
import { SendRefused } from './channel.ts';
import type { FormFields } from './form-fields.ts';
import { createPlivoClient, plivoError } from './plivo-client.ts';
import { messageIn, receiptIn } from './plivo-parse.ts';
import { sentBefore } from './plivo-sent.ts';
import { verifyPlivo } from './plivo-signature.ts';
import type { ProviderDeps } from './provider-deps.ts';
import { openEnds } from './provider-deps.ts';
import { sendParts } from './send-parts.ts';
import { splitToFit } from './split-to-fit.ts';

export type PlivoSmsDeps = ProviderDeps & {
  config: PlivoConfig;
  /** Without a trailing slash. */
  publicUrl: string;
  outbox: Pick<OutboxStore, 'byProviderMessage'>;
};

const capabilities: ChannelCapabilities = {
  maxTextLength: 1_530,
  choices: 'numbers',
  maxChoices: 10,
  maxLabelLength: 100,
  sources: 'none',
  typing: false,
  receipts: 'delivered',
  attachments: true,
  canOpen: true,
  segments: true,
  spoken: false,
};

const path = '/channels/plivo/sms';

/** SMS by Plivo. */
export function createPlivoSms(deps: PlivoSmsDeps): Channel<FormFields> {
  const { config, publicUrl, conversations, conversationIds, outbox } = deps;
  const client = createPlivoClient(config);

  async function give(from: string, to: string, text: string, send: string): Promise<string> {
    // Colons as they are: Plivo signs the address as it reads it.
    const url = `${publicUrl}${path}/status?send=${encodeURIComponent(send).replaceAll('%3A', ':')}`;
    const taken = await client.messages
      .create(from, to, text, { url, method: 'POST' })
      .catch((error: unknown) => {
        throw plivoError(error);
      });
    const [uuid] = [taken.messageUuid].flat();
    if (uuid === undefined) throw new SendRefused('channel.invalid-address', 'It is not a telephone number.');
    return uuid;
  }

  return {
    name: 'plivo-sms',
    title: 'SMS',
    capabilities,
    ends: { theirs: 'phone', ...(config.smsFrom !== undefined && { ours: config.smsFrom }) },
    knowsSends: false,
    webhooks: [
      { method: 'post', path, summary: 'A message by SMS (Plivo)' },
      { method: 'post', path: `${path}/status`, summary: 'How far a message by SMS got (Plivo)' },
    ],
    verify: async (request) => verifyPlivo(request, config),
    parse: (request, form) =>
      new URL(request.url).pathname.endsWith('/status')
        ? receiptIn(form, request)
        : messageIn(form, request.at, conversationIds),
    fetchFile: (url, limits) => download(url, { ...mediaOf(config), ...limits }),
    async send(message) {
      const ends = await openEnds(conversations, message.conversation);
      const { texts } = channelForm(message, capabilities);
      const parts = splitToFit(texts.map(plainForSms), (text) => smsSegments(text).segments <= 10);
      const had = message.again ? await sentBefore({ client, outbox }, ends, message) : [];
      const ids = await sendParts(
        parts,
        async (text) => had.shift() ?? give(ends.ours, ends.theirs, text, message.id),
      );
      const last = ids.at(-1);
      return { state: 'stored', ...(last !== undefined && { providerMessageId: last }) };
    },
  };
}

/** Plivo keeps media at a host of their own, and may be set up to ask who wants them. */
function mediaOf({ authId, authToken, baseUrl }: PlivoConfig) {
  const own = baseUrl === 'https://api.plivo.com' ? 'https://media.plivo.com' : baseUrl;
  return { own, headers: { authorization: basicAuth(authId, authToken) } };
}
