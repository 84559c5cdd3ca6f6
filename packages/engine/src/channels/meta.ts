import { createHmac } from 'node:crypto';
import type { ChannelCapabilities } from '@throughline/flow/channel-capabilities';
import { channelForm } from '@throughline/flow/channel-form';
import { fieldErrors } from '../api/field-errors.ts';
import type { MetaConfig } from '../channel-config.ts';
import { sameSecret } from '../crypto/same-secret.ts';
import { download } from '../http/download.ts';
import type { ConversationRow } from '../stores/conversations.ts';
import type { OutboxStore } from '../stores/outbox.ts';
import type { Channel, ChannelRequest, OutboundMessage, Parsed, Verified } from './channel.ts';
import { SendRefused } from './channel.ts';
import { metaEvents, metaWebhook } from './meta-events.ts';
import { createMetaGraph } from './meta-graph.ts';
import { messagesIn, receiptsIn } from './meta-parse.ts';
import { sentBefore } from './meta-sent.ts';
import type { ProviderDeps } from './provider-deps.ts';
import { openEnds } from './provider-deps.ts';
import { sendParts } from './send-parts.ts';
import { splitToFit } from './split-to-fit.ts';

export type MetaDeps = ProviderDeps & {
  config: MetaConfig;
  outbox: Pick<OutboxStore, 'byProviderMessage'>;
};

const day = 24 * 60 * 60_000;

const shared = {
  choices: 'buttons',
  maxChoices: 13,
  maxLabelLength: 20,
  sources: 'none',
  typing: true,
  receipts: 'seen',
  attachments: true,
  canOpen: false,
  windowMs: day,
  spoken: false,
} as const;

/** `object`: what Meta calls it in a webhook. */
type Kind = {
  name: 'messenger' | 'instagram';
  title: string;
  object: string;
  capabilities: ChannelCapabilities;
  fits: (text: string) => boolean;
};

const messenger: Kind = {
  name: 'messenger',
  title: 'Messenger',
  object: 'page',
  capabilities: { ...shared, maxTextLength: 2_000 },
  fits: () => true,
};

/** Instagram counts bytes. */
const instagram: Kind = {
  name: 'instagram',
  title: 'Instagram',
  object: 'instagram',
  capabilities: { ...shared, maxTextLength: 1_000 },
  fits: (text) => Buffer.byteLength(text) <= 1_000,
};

export const createMessenger = (deps: MetaDeps) => createMeta(messenger, deps.config.pageId, deps);

/** Of the professional account that is linked to the page: the page's token speaks for it. */
export const createInstagram = (deps: MetaDeps & { instagramId: string }) =>
  createMeta(instagram, deps.instagramId, deps);

type Proof = 'handshake' | 'signed';

/** Messages to a Facebook page or an Instagram account, over the Graph API. */
function createMeta(kind: Kind, ours: string, deps: MetaDeps): Channel<Proof> {
  const { config, conversations, conversationIds, outbox, now = Date.now } = deps;
  const { name, title, capabilities } = kind;
  const graph = createMetaGraph(config);
  const path = `/channels/${name}` as const;
  const messages = `${config.pageId}/messages`;

  function parsePosted({ body, at }: ChannelRequest): Parsed {
    const read = metaWebhook.safeParse(body);
    if (!read.success) return { ok: false, issues: fieldErrors(read.error.issues) };
    if (read.data.object !== kind.object)
      return issue('object', `is not ${kind.object}.`, `Subscribe only ${kind.object} to this address.`);
    const place = { channel: name, ours, conversationIds, at };
    const entries = read.data.entry.filter(({ id }) => id === ours);
    const events = metaEvents(entries.flatMap(({ messaging = [] }) => messaging));
    return {
      ok: true,
      messages: events.flatMap((event) => messagesIn(event, place)),
      receipts: events.flatMap((event) => receiptsIn(event, place)),
      reply: { type: 'text/plain', body: 'EVENT_RECEIVED' },
    };
  }

  async function send(message: OutboundMessage) {
    const ends = await openEnds(conversations, message.conversation);
    const head = { recipient: { id: ends.theirs }, ...messagingType(message, ends) };
    const { texts, buttons } = channelForm(message, capabilities);
    const had = message.again
      ? await sentBefore({ graph, outbox, pageId: config.pageId, channel: name }, ends, message)
      : [];
    const ids = await sendParts(splitToFit(texts, kind.fits), async (text, last) => {
      const known = had.find((one) => one.text === text);
      if (known) {
        had.splice(had.indexOf(known), 1);
        return known.id;
      }
      const replies = buttons.map(({ id, label }) => ({ content_type: 'text', title: label, payload: id }));
      const shown = last && replies.length > 0 ? { quick_replies: replies } : {};
      const sent = (await graph.post(messages, { ...head, message: { text, ...shown } })) as {
        message_id?: unknown;
      };
      return String(sent.message_id);
    });
    const last = ids.at(-1);
    return { state: 'stored' as const, ...(last !== undefined && { providerMessageId: last }) };
  }

  /** A day after the customer's last word anything may be said; for seven days only by a person, where Meta has agreed. */
  function messagingType({ from }: OutboundMessage, { heardAt = 0 }: ConversationRow): object {
    const silentFor = now() - heardAt;
    if (silentFor < day) return { messaging_type: 'RESPONSE' };
    if (from === 'agent' && config.humanAgent && silentFor < 7 * day)
      return { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' };
    throw new SendRefused('channel.window-closed', 'The customer last wrote too long ago to be answered.');
  }

  return {
    name,
    title,
    capabilities,
    ends: { theirs: name },
    knowsSends: false,
    webhooks: [
      { method: 'get', path, summary: `Proves to Meta that the address is ours (${name})` },
      { method: 'post', path, summary: `Takes messages and receipts of ${name}` },
    ],
    verify: async (request) =>
      request.rawBody === undefined
        ? verifyHandshake(request, config)
        : verifySignature(request.headers, request.rawBody, config),
    parse: (request, proof) => (proof === 'handshake' ? handshake(request) : parsePosted(request)),
    send,
    // Whoever has the address has the file, for some days: no credentials are needed.
    fetchFile: (url, limits) => download(url, { own: config.baseUrl, ...limits }),
    async showTyping(conversation) {
      const { theirs } = await openEnds(conversations, conversation);
      await graph.post(messages, { recipient: { id: theirs }, sender_action: 'typing_on' });
    },
  };
}

function verifySignature(
  headers: ChannelRequest['headers'],
  body: Uint8Array,
  { appSecret }: MetaConfig,
): Verified<Proof> {
  const signature = headers['x-hub-signature-256'];
  if (signature === undefined)
    return { ok: false, code: 'missing', text: 'The header X-Hub-Signature-256 is missing.' };
  const expected = `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`;
  return sameSecret(signature, expected)
    ? { ok: true, proof: 'signed' }
    : { ok: false, code: 'invalid', text: 'The signature does not fit. Check META_APP_SECRET.' };
}

function verifyHandshake({ url }: ChannelRequest, { verifyToken }: MetaConfig): Verified<Proof> {
  const token = new URL(url).searchParams.get('hub.verify_token');
  if (token === null) return { ok: false, code: 'missing', text: 'The request has no hub.verify_token.' };
  return sameSecret(token, verifyToken)
    ? { ok: true, proof: 'handshake' }
    : { ok: false, code: 'invalid', text: 'The token is not META_VERIFY_TOKEN.' };
}

/** When the webhook is set up, Meta wants its challenge back. */
function handshake({ url }: ChannelRequest): Parsed {
  const query = new URL(url).searchParams;
  if (query.get('hub.mode') !== 'subscribe')
    return issue('hub.mode', 'is not subscribe.', 'Set the webhook up in the app’s dashboard.');
  const challenge = query.get('hub.challenge') ?? '';
  if (!/^[\w-]{1,200}$/.test(challenge))
    return issue('hub.challenge', 'is no challenge.', 'Send letters and digits.');
  return { ok: true, messages: [], reply: { type: 'text/plain', body: challenge } };
}

function issue(field: string, text: string, fix: string): Parsed {
  return { ok: false, issues: [{ field, code: 'wrong-value', text, fix }] };
}
