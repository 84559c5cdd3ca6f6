import type { ChannelCapabilities } from '@throughline/flow/channel-capabilities';
import type { ChannelForm } from '@throughline/flow/channel-form';
import { channelForm } from '@throughline/flow/channel-form';
import type { Choice } from '@throughline/flow/message';
import { plainForSms } from '@throughline/flow/sms-segments';
import type { MessageListInstanceCreateOptions } from 'twilio/lib/rest/api/v2010/account/message.js';
import type { TwilioConfig } from '../channel-config.ts';
import { basicAuth } from '../http/basic-auth.ts';
import { download } from '../http/download.ts';
import type { ConversationRow } from '../stores/conversations.ts';
import type { OutboxStore } from '../stores/outbox.ts';
import type { Channel, ChannelEnds, OutboundMessage, Sent } from './channel.ts';
import { SendRefused } from './channel.ts';
import type { FormFields } from './form-fields.ts';
import type { ProviderDeps } from './provider-deps.ts';
import { openEnds } from './provider-deps.ts';
import { sendParts } from './send-parts.ts';
import { createTwilioClient, sendErrorOf } from './twilio-client.ts';
import { contentLimits, createTwilioContents, fitsContent } from './twilio-contents.ts';
import { messageIn, receiptIn } from './twilio-parse.ts';
import { sentBefore } from './twilio-sent.ts';
import { verifyTwilio } from './twilio-signature.ts';

export type TwilioMessagesDeps = ProviderDeps & {
  config: TwilioConfig;
  /** Without a trailing slash. */
  publicUrl: string;
  outbox: Pick<OutboxStore, 'byProviderMessage'>;
  /** How long what was made for one message stays with Twilio. */
  contentsKeptMs?: number;
};

/** `prefix`: what Twilio writes before numbers of this channel. */
type Kind = { name: 'sms' | 'whatsapp'; title: string; prefix: string; capabilities: ChannelCapabilities };

const shared = {
  maxTextLength: 1_600,
  sources: 'none',
  typing: false,
  attachments: true,
  spoken: false,
} as const;

const sms: Kind = {
  name: 'sms',
  title: 'SMS',
  prefix: '',
  capabilities: {
    ...shared,
    choices: 'numbers',
    maxChoices: 10,
    maxLabelLength: 100,
    receipts: 'delivered',
    canOpen: true,
    segments: true,
  },
};

const whatsapp: Kind = {
  name: 'whatsapp',
  title: 'WhatsApp',
  prefix: 'whatsapp:',
  capabilities: {
    ...shared,
    choices: 'buttons',
    ...contentLimits,
    receipts: 'seen',
    canOpen: true,
    windowMs: 24 * 60 * 60_000,
  },
};

export const createSms = (deps: TwilioMessagesDeps) => createTwilioMessages(sms, deps);
export const createWhatsApp = (deps: TwilioMessagesDeps) => createTwilioMessages(whatsapp, deps);

/** SMS or WhatsApp over Twilio's Programmable Messaging. */
function createTwilioMessages(kind: Kind, deps: TwilioMessagesDeps): Channel<FormFields> {
  const { config, publicUrl, conversations, conversationIds, outbox, now = Date.now } = deps;
  const { name, title, capabilities } = kind;
  const client = createTwilioClient(config);
  const contents = createTwilioContents(client, deps.contentsKeptMs);
  const path = `/channels/twilio/${name}` as const;

  async function send(message: OutboundMessage): Promise<Sent> {
    const place = await openEnds(conversations, message.conversation);
    const template = isClosed(place, capabilities, now()) ? templateOf(config) : undefined;
    const { texts, buttons } = formOf(message, template);
    const to = { to: `${kind.prefix}${place.theirs}`, from: `${kind.prefix}${place.ours}` };
    const had = message.again ? await sentBefore({ client, outbox, channel: name }, to, message) : [];
    const statusCallback = `${publicUrl}${path}/status?${new URLSearchParams({ send: message.id }).toString()}`;
    const ids = await sendParts(texts, async (text, isLast) => {
      const body = name === 'sms' ? plainForSms(text) : text;
      const known = had.findIndex((one) => isSame(one.body, body));
      if (known >= 0) return had.splice(known, 1)[0]!.sid;
      return create({ ...to, statusCallback }, { body, shown: isLast ? buttons : [], template });
    });
    const last = ids.at(-1);
    return { state: 'stored', ...(last !== undefined && { providerMessageId: last }) };
  }

  /** A template, and what cannot be a Content, has its choices by numbers. */
  function formOf(message: OutboundMessage, template: string | undefined): ChannelForm {
    const form = channelForm(message, capabilities);
    const fits = template === undefined && fitsContent(form.texts.at(-1) ?? '', form.buttons);
    return fits || form.buttons.length === 0
      ? form
      : channelForm(message, { ...capabilities, choices: 'numbers' });
  }

  /** What went out by the template has its words around ours. */
  function isSame(listed: string, body: string): boolean {
    if (name === 'sms' || config.whatsappTemplate === undefined) return listed === body;
    return oneLine(listed).includes(oneLine(body));
  }

  async function create(
    head: { to: string; from: string; statusCallback: string },
    { body, shown, template }: { body: string; shown: Choice[]; template: string | undefined },
  ): Promise<string> {
    try {
      if (shown.length > 0)
        return await contents.use(body, shown, async (contentSid) => give({ ...head, contentSid }));
      if (template === undefined) return await give({ ...head, body });
      const contentVariables = JSON.stringify({ 1: oneLine(body) });
      return await give({ ...head, contentSid: template, contentVariables });
    } catch (error) {
      throw sendErrorOf(error);
    }
  }

  const give = async (message: MessageListInstanceCreateOptions) =>
    (await client.messages.create(message)).sid;

  return {
    name,
    title,
    capabilities,
    ends: endsOf(name, config),
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

function endsOf(name: Kind['name'], { smsFrom, whatsappFrom, whatsappTemplate }: TwilioConfig): ChannelEnds {
  const ours = name === 'sms' ? smsFrom : whatsappFrom;
  return {
    theirs: 'phone',
    ...(ours !== undefined && { ours }),
    ...(name === 'whatsapp' && { template: whatsappTemplate !== undefined }),
  };
}

/** Media lie with the account; where Twilio sends us on to, the credentials are not taken along. */
function mediaOf({ accountSid, authToken, baseUrl }: TwilioConfig) {
  return { own: baseUrl, headers: { authorization: basicAuth(accountSid, authToken) } };
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

/** Variables may hold no line break, no tab, and no run of spaces. */
const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ').trim();
