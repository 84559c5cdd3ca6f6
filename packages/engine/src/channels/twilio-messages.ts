import type { ChannelCapabilities } from '@throughline/flow/channel-capabilities';
import { channelForm } from '@throughline/flow/channel-form';
import type { Choice } from '@throughline/flow/message';
import { plainForSms } from '@throughline/flow/sms-segments';
import type { TwilioConfig } from '../channel-config.ts';
import type { InboundMessage } from '../cases/gateway.ts';
import type { ConversationIds } from '../crypto/derived-ids.ts';
import type { ConversationRow, ConversationStore } from '../stores/conversations.ts';
import type { Channel, OutboundMessage, Parsed, Sent } from './channel.ts';
import { SendRefused } from './channel.ts';
import type { TwilioClient } from './twilio-client.ts';
import { createTwilioClient, failureOf, sendErrorOf } from './twilio-client.ts';
import type { TwilioForm } from './twilio-signature.ts';
import { verifyTwilio } from './twilio-signature.ts';

export type TwilioMessagesDeps = {
  config: TwilioConfig;
  publicUrl: string;
  conversations: Pick<ConversationStore, 'get'>;
  conversationIds: ConversationIds;
  now?: () => number;
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
function createTwilioMessages(kind: Kind, deps: TwilioMessagesDeps): Channel<TwilioForm> {
  const { config, publicUrl, conversations, now = Date.now } = deps;
  const { name, capabilities } = kind;
  const client = createTwilioClient(config);
  const path = `/channels/twilio/${name}` as const;

  async function send(message: OutboundMessage): Promise<Sent> {
    const place = await conversations.get(message.conversation);
    if (!place)
      throw new SendRefused('channel.no-address', 'Nobody knows where the customer can be reached.');
    if (place.stoppedAt !== undefined)
      throw new SendRefused('channel.opted-out', 'The customer wants no messages.');
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
    parse: (request, form) => parse(kind, deps.conversationIds, request, form),
    send,
  };
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

function parse(
  kind: Kind,
  conversationIds: ConversationIds,
  { url, at }: { url: string; at: number },
  form: TwilioForm,
): Parsed {
  const sid = textOf(form['MessageSid']) ?? textOf(form['SmsSid']);
  if (sid === undefined)
    return refused('MessageSid', 'is missing.', 'Send the webhooks of Programmable Messaging here.');
  if (new URL(url).pathname.endsWith('/status')) return receiptOf(sid, url, form, at);
  const [from, to] = [numberIn(kind, form['From']), numberIn(kind, form['To'])];
  if (from === undefined)
    return refused('From', 'is no number of this channel.', 'Check the webhook’s address.');
  if (to === undefined) return refused('To', 'is no number of this channel.', 'Check the webhook’s address.');
  const optOut = textOf(form['OptOutType'])?.toUpperCase();
  // Twilio answers it by itself.
  if (optOut === 'HELP') return { ok: true, messages: [], reply: nothing };
  const body = textOf(form['Body'])?.trim() ?? '';
  const consent = consentOf(optOut ?? body);
  const choice = textOf(form['ButtonPayload']) ?? textOf(form['ListId']);
  const attachments = attachmentsOf(sid, form);
  const name = textOf(form['ProfileName'])?.slice(0, 200);
  const conversation = conversationIds(kind.name, to, from);
  const message: InboundMessage = {
    channel: kind.name,
    providerMessageId: sid,
    conversation,
    messageId: `${conversation}:${sid}`,
    text: body !== '' ? body : attachments.map((file) => `[${file.mediaType}]`).join(' '),
    at,
    identifiers: [{ kind: 'phone', value: from, level: 'verified', evidence: `twilio-${kind.name}` }],
    reach: { ours: to, theirs: from },
    ...(choice !== undefined && { choice: choice.slice(0, 200) }),
    ...(attachments.length > 0 && { attachments }),
    ...(name && { customerName: name }),
    ...(consent && { consent }),
  };
  if (message.text === '') return { ok: true, messages: [], reply: nothing };
  return { ok: true, messages: [message], reply: nothing };
}

/** An answer goes out when there is one, not in this reply. */
const nothing = { type: 'text/xml', body: '<?xml version="1.0" encoding="UTF-8"?><Response></Response>' };

const stopWords = /^(?:stop|stopall|unsubscribe|optout|revoke)$/i;
const startWords = /^(?:start|unstop)$/i;

function consentOf(text: string): 'stop' | 'start' | undefined {
  if (stopWords.test(text)) return 'stop';
  return startWords.test(text) ? 'start' : undefined;
}

const states: { [status: string]: 'delivered' | 'seen' | 'failed' } = {
  delivered: 'delivered',
  read: 'seen',
  undelivered: 'failed',
  failed: 'failed',
};

function receiptOf(sid: string, url: string, form: TwilioForm, at: number): Parsed {
  const state = states[(textOf(form['MessageStatus']) ?? textOf(form['SmsStatus']) ?? '').toLowerCase()];
  if (!state) return { ok: true, messages: [] };
  const send = new URL(url).searchParams.get('send');
  const code = Number(textOf(form['ErrorCode'])) || undefined;
  const receipt = {
    providerMessageId: sid,
    state,
    at,
    ...(send !== null && { send }),
    ...(state === 'failed' && { error: failureOf(code) }),
  };
  return { ok: true, messages: [], receipts: [receipt] };
}

/** Of a field that is repeated the first counts: which one is meant, nobody can say, but the signature covers all. */
function textOf(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

/** `whatsapp:+447700900123` or `+447700900123` or a short code. */
function numberIn({ prefix }: Kind, value: string | string[] | undefined): string | undefined {
  const text = textOf(value)?.trim();
  if (text === undefined || !text.startsWith(prefix)) return undefined;
  const number = text.slice(prefix.length);
  return /^\+?\d{3,15}$/.test(number) ? number : undefined;
}

function attachmentsOf(sid: string, form: TwilioForm) {
  const count = Math.min(10, Number(textOf(form['NumMedia'])) || 0);
  return Array.from({ length: count }, (_, index) => {
    const mediaType = textOf(form[`MediaContentType${index}`]) ?? 'application/octet-stream';
    return {
      id: `${sid}:${index}`,
      name: `${index + 1}.${mediaType.split('/')[1] ?? 'bin'}`,
      mediaType,
      bytes: 0,
    };
  });
}

function refused(field: string, text: string, fix: string): Parsed {
  return { ok: false, issues: [{ field, code: 'invalid', text, fix }] };
}
