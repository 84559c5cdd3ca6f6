import { channelForm } from '@throughline/flow/channel-form';
import type { ChannelCapabilities } from '@throughline/flow/channel-capabilities';
import { maxFiles } from '@throughline/flow/file-limits';
import type { Choice } from '@throughline/flow/message';
import { fieldErrors } from '../api/field-errors.ts';
import type { TelegramConfig } from '../channel-config.ts';
import type { InboundMessage } from '../cases/gateway.ts';
import { sameSecret } from '../crypto/same-secret.ts';
import type { FileStore } from '../stores/files.ts';
import type { Channel, WebhookReply } from './channel.ts';
import { SendRefused } from './channel.ts';
import { messageIdOf } from './chat-message.ts';
import { cleanText } from './clean-text.ts';
import type { ProviderDeps } from './provider-deps.ts';
import { openEnds } from './provider-deps.ts';
import { sendParts } from './send-parts.ts';
import { createTelegramApi, telegramFile, uploadWithinMs } from './telegram-api.ts';
import { telegramAttachments } from './telegram-attachments.ts';
import { sendTelegramFile } from './telegram-media.ts';
import type { TelegramCallback, TelegramMessage, TelegramSender } from './telegram-update.ts';
import { callbackData, pressed, telegramUpdate } from './telegram-update.ts';

const capabilities: ChannelCapabilities = {
  maxTextLength: 4_096,
  choices: 'buttons',
  maxChoices: 12,
  maxLabelLength: 60,
  sources: 'none',
  typing: true,
  receipts: 'none',
  attachments: true,
  sendsFiles: true,
  canOpen: false,
  spoken: false,
};

export type TelegramDeps = ProviderDeps & { config: TelegramConfig; files: Pick<FileStore, 'get'> };

/**
 * Private chats with a Telegram bot. Who writes is Telegram's word, proven by the secret that it repeats with every update.
 * Edited messages are not read again, and groups are not answered.
 */
export function createTelegram(deps: TelegramDeps): Channel<true> {
  const { config, conversations, conversationIds, files } = deps;
  const call = createTelegramApi(config);
  const bot = config.botToken.slice(0, config.botToken.indexOf(':'));

  function messageOf(
    from: TelegramSender,
    chat: number,
    said: { key: string; text: string; choice?: string; at: number; source?: TelegramMessage },
  ): InboundMessage {
    const conversation = conversationIds('telegram', bot, String(chat));
    const messageId = messageIdOf(conversation, said.key);
    const name = cleanText([from.first_name, from.last_name].filter(Boolean).join(' ')).slice(0, 200);
    const attachments = said.source ? telegramAttachments(said.source, messageId) : [];
    const shown = attachments.map(({ mediaType }) => `[${mediaType}]`).join(' ');
    return {
      channel: 'telegram',
      providerMessageId: messageId,
      conversation,
      messageId,
      text: said.text === '' ? shown : said.text,
      ...(said.choice !== undefined && { choice: said.choice }),
      at: said.at,
      identifiers: [
        { kind: 'telegram', value: String(from.id), level: 'verified', evidence: 'telegram-webhook' },
      ],
      ...(name !== '' && { customerName: name }),
      ...(from.language_code !== undefined && { language: from.language_code }),
      ...(attachments.length > 0 && { attachments }),
      reach: {
        ours: bot,
        theirs: String(chat),
        ...(from.language_code !== undefined && { language: from.language_code }),
      },
    };
  }

  function written(message: TelegramMessage, at: number): InboundMessage[] {
    const { from, chat } = message;
    if (!from || from.is_bot === true || chat.type !== 'private') return [];
    const start = startOf(message);
    const said = start ?? { key: String(message.message_id), text: textOf(message) };
    const inbound = messageOf(from, chat.id, { ...said, at, source: message });
    return inbound.text === '' ? [] : [inbound];
  }

  function chosen(query: TelegramCallback, at: number): InboundMessage[] {
    const { message, from, data } = query;
    const { label, choice } = pressed(query);
    const text = cleanText(label ?? choice ?? '');
    if (!message || message.chat.type !== 'private' || text === '') return [];
    // A button pressed twice is one choice, and Telegram gives each press an id of its own.
    const key = `${message.message_id}/${data}`;
    return [messageOf(from, message.chat.id, { key, text, at, ...(choice !== undefined && { choice }) })];
  }

  return {
    name: 'telegram',
    title: 'Telegram',
    capabilities,
    ends: { theirs: 'telegram' },
    webhooks: [
      { method: 'post', path: '/channels/telegram', summary: 'Takes an update of the Telegram bot' },
    ],
    async verify({ headers }) {
      const secret = headers['x-telegram-bot-api-secret-token'];
      if (secret === undefined)
        return { ok: false, code: 'missing', text: 'The request has no secret token of Telegram.' };
      return sameSecret(secret, config.webhookSecret)
        ? { ok: true, proof: true }
        : { ok: false, code: 'invalid', text: 'The secret token is not the one given to Telegram.' };
    },
    parse({ body, at }) {
      const read = telegramUpdate.safeParse(body);
      if (!read.success) return { ok: false, issues: fieldErrors(read.error.issues) };
      const { message, callback_query: query } = read.data;
      const messages = [...(message ? written(message, at) : []), ...(query ? chosen(query, at) : [])];
      return { ok: true, messages, ...(query && { reply: answerTo(query) }) };
    },
    knowsSends: false,
    longestSendMs: maxFiles * uploadWithinMs,
    async send(message) {
      // The Bot API knows no idempotency key, and cannot be asked what it has sent.
      if (message.again)
        throw new SendRefused('channel.unconfirmed', 'Telegram may have sent it, and cannot be asked.');
      const { theirs } = await openEnds(conversations, message.conversation);
      const { texts, buttons } = channelForm(message, capabilities);
      // Files first: they are what may be refused.
      const parts = [...(message.attachments ?? []), ...texts];
      const ids = await sendParts(parts, async (part, last) => {
        const sent = (await (typeof part === 'string'
          ? call('sendMessage', {
              chat_id: Number(theirs),
              text: part,
              ...(last && buttons.length > 0 && { reply_markup: keyboard(buttons) }),
            })
          : sendTelegramFile(call, files, { chat: theirs, file: part }))) as { message_id?: unknown };
        return messageIdOf(message.conversation, String(sent.message_id));
      });
      const last = ids.at(-1);
      return { state: 'stored', ...(last !== undefined && { providerMessageId: last }) };
    },
    fetchFile: (id, limits) => telegramFile(call, config, { id, ...limits }),
    async showTyping(conversation) {
      const { theirs } = await openEnds(conversations, conversation);
      await call('sendChatAction', { chat_id: Number(theirs), action: 'typing' });
    },
  };
}

const pressedOnceS = 600;

/**
 * The Start button sends `/start`: a greeting, or the question that a link of ours asks (`t.me/bot?start=where_is_my_order`).
 * Pressed again within minutes it is the same message, so that nobody is greeted twice.
 */
function startOf({ text, date }: TelegramMessage): { key: string; text: string } | undefined {
  const start = /^\/start(?:@\w+)?(?:\s+([\w-]{1,64}))?\s*$/.exec(text ?? '');
  if (!start) return undefined;
  const asked = (start[1] ?? '').replaceAll(/[_-]+/g, ' ').trim();
  return { key: `start/${start[1] ?? ''}/${Math.floor(date / pressedOnceS)}`, text: asked || 'Hello' };
}

function textOf({ text, caption, location, contact }: TelegramMessage): string {
  if (location) return `Location: ${location.latitude}, ${location.longitude}`;
  if (contact) return cleanText(`Contact: ${contact.first_name ?? ''} ${contact.phone_number}`);
  return cleanText(text ?? caption ?? '');
}

/** Said in the answer to the webhook, without a call of our own: the pressed button stops turning. */
function answerTo({ id }: TelegramCallback): WebhookReply {
  const body = JSON.stringify({ method: 'answerCallbackQuery', callback_query_id: id });
  return { type: 'application/json', body };
}

/** One below the other: labels stay readable on a narrow screen. */
function keyboard(buttons: Choice[]) {
  return {
    inline_keyboard: buttons.map(({ id, label }) => [{ text: label, callback_data: callbackData(id) }]),
  };
}
