import type { ChannelCapabilities } from '@throughline/flow/channel-capabilities';
import { channelForm } from '@throughline/flow/channel-form';
import type { Choice } from '@throughline/flow/message';
import { plainForSms } from '@throughline/flow/sms-segments';
import type { TwilioConfig } from '../channel-config.ts';
import { download } from '../http/download.ts';
import type { ConversationRow } from '../stores/conversations.ts';
import type { Channel, OutboundMessage, Sent } from './channel.ts';
import { SendRefused } from './channel.ts';
import type { FormFields } from './form-fields.ts';
import type { ProviderDeps } from './provider-deps.ts';
import { openEnds } from './provider-deps.ts';
import type { TwilioClient } from './twilio-client.ts';
import { createTwilioClient, sendErrorOf } from './twilio-client.ts';
import { messageIn, receiptIn } from './twilio-parse.ts';
import { verifyTwilio } from './twilio-signature.ts';

export type TwilioMessagesDeps = ProviderDeps & {
  config: TwilioConfig;
  /** Without a trailing slash. */
  publicUrl: string;
};

/** `prefix`: what Twilio writes before numbers of this channel. */
type Kind = { name: 'sms' | 'whatsapp'; prefix: string; capabilities: ChannelCapabilities };

const shared = {
  maxTextLength: 1_600,
  sources: 'none',
  typing: false,
  attachments: true,
  spoken: false,
} as const;

const sms: Kind = {
  name: 'sms',
  prefix: '',
  capabilities: {
    ...shared,
    choices: 'numbers',
    maxChoices: 10,
    maxLabelLength: 100,
    receipts: 'delivered',
    canOpen: true,
  },
};

const whatsapp: Kind = {
  name: 'whatsapp',
  prefix: 'whatsapp:',
  capabilities: {
    ...shared,
    choices: 'buttons',
    maxChoices: 3,
    maxLabelLength: 20,
    receipts: 'seen',
    canOpen: true,
    windowMs: 24 * 60 * 60_000,
  },
};

export const createSms = (deps: TwilioMessagesDeps) => createTwilioMessages(sms, deps);
export const createWhatsApp = (deps: TwilioMessagesDeps) => createTwilioMessages(whatsapp, deps);

/** SMS or WhatsApp over Twilio's Programmable Messaging. */
function createTwilioMessages(kind: Kind, deps: TwilioMessagesDeps): Channel<FormFields> {
  const { config, publicUrl, conversations, conversationIds, now = Date.now } = deps;
  const { name, capabilities } = kind;
  const client = createTwilioClient(config);
  const path = `/channels/twilio/${name}` as const;

  async function send(message: OutboundMessage): Promise<Sent> {
    const place = await openEnds(conversations, message.conversation);
    const to = { to: `${kind.prefix}${place.theirs}`, from: `${kind.prefix}${place.ours}` };
    const { texts, buttons } = channelForm(message, capabilities);
    const had = message.again ? await sentBefore(client, to, message.at) : [];
    const statusCallback = `${publicUrl}${path}/status?${new URLSearchParams({ send: message.id }).toString()}`;
    const template = isClosed(place, capabilities, now()) ? templateOf(config) : undefined;
    let last: string | undefined;
    for (const [index, text] of texts.entries()) {
      const body = name === 'sms' ? plainForSms(text) : text;
      const known = had.find((one) => one.body === body);
      if (known) had.splice(had.indexOf(known), 1);
      const shown = index === texts.length - 1 ? buttons : [];
      last = known?.sid ?? (await create({ ...to, statusCallback }, { body, shown, template }));
    }
    return { state: 'stored', ...(last !== undefined && { providerMessageId: last }) };
  }

  async function create(
    head: { to: string; from: string; statusCallback: string },
    { body, shown, template }: { body: string; shown: Choice[]; template: string | undefined },
  ): Promise<string> {
    try {
      const content =
        template !== undefined
          ? { contentSid: template, contentVariables: JSON.stringify({ 1: oneLine(body) }) }
          : shown.length > 0
            ? { contentSid: await quickReply(client, body, shown) }
            : { body };
      return (await client.messages.create({ ...head, ...content })).sid;
    } catch (error) {
      throw sendErrorOf(error);
    }
  }

  return {
    name,
    capabilities,
    knowsSends: false,
    webhooks: [
      { method: 'post', path, summary: `A message by ${name}, or how far one of ours got (Twilio)` },
      { method: 'post', path: `${path}/status`, summary: `How far a message by ${name} got (Twilio)` },
    ],
    verify: async (request) => verifyTwilio(request, config),
    parse: (request, form) =>
      new URL(request.url).pathname.endsWith('/status')
        ? receiptIn(form, request)
        : messageIn(form, request.at, { ...kind, conversationIds }),
    send,
    fetchFile: (url, limits) => download(url, { ...mediaOf(config), ...limits }),
  };
}

/** Media lie with the account; where Twilio sends us on to, the credentials are not taken along. */
function mediaOf({ accountSid, authToken, baseUrl }: TwilioConfig) {
  const credentials = Buffer.from(`${accountSid}:${authToken}`).toString('base64');
  return { own: baseUrl, headers: { authorization: `Basic ${credentials}` } };
}

/** WhatsApp takes what is not a template for a day after the customer's last word; then one without a template is refused. */
function isClosed({ heardAt }: ConversationRow, { windowMs }: ChannelCapabilities, now: number): boolean {
  return windowMs !== undefined && (heardAt === undefined || now - heardAt >= windowMs);
}

function templateOf({ whatsappTemplate }: TwilioConfig): string {
  if (whatsappTemplate !== undefined) return whatsappTemplate;
  throw new SendRefused(
    'channel.window-closed',
    'WhatsApp’s 24 hours are over, and TWILIO_WHATSAPP_TEMPLATE names no approved template.',
  );
}

/** Variables of templates may hold no line breaks. */
const oneLine = (text: string) => text.replaceAll(/\s*\n\s*/g, ' ');

/** What Twilio took for this address since the message was decided: it does not know our ids, but it knows the text. */
async function sentBefore(client: TwilioClient, to: { to: string; from: string }, at: number) {
  const dateSentAfter = new Date(at - 60_000);
  const found = await client.messages.list({ ...to, dateSentAfter, limit: 100 });
  return found.map(({ sid, body }) => ({ sid, body }));
}

async function quickReply(client: TwilioClient, body: string, choices: readonly Choice[]): Promise<string> {
  const actions = choices.map(({ id, label }) => ({ title: label, id }));
  const { sid } = await client.content.v1.contents.create({
    friendly_name: 'throughline',
    language: 'en',
    types: { 'twilio/quick-reply': { body, actions } },
  } as never);
  return sid;
}
