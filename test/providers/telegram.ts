import { randomBytes, randomInt } from 'node:crypto';
import type { Express, Response as Answer } from 'express';
import { raw } from 'express';
import type { SignedBytes } from './post-webhook.ts';
import type { ProviderServer } from './provider-server.ts';
import { startProvider } from './provider-server.ts';

type Button = { text: string; callback_data: string };

/** A message that the bot sent. */
export type TelegramSent = {
  message_id: number;
  chat: number;
  text: string;
  keyboard: Button[][];
  photo?: TelegramFile;
  document?: TelegramFile;
};

export type TelegramFile = { name: string; mediaType: string; bytes: Buffer };

export type TelegramUser = { id: number; first_name: string; last_name?: string; language_code?: string };

export type TelegramStandIn = ProviderServer & {
  account: { botToken: string; webhookSecret: string };
  sent: TelegramSent[];
  /** Chats in which the bot was seen typing. */
  typing: number[];
  /** Who blocked the bot. */
  blocked: Set<number>;
  /** What customers sent, by file id. */
  files: Map<string, Buffer>;
  /** An update as Telegram posts it: the secret in a header, the bytes as they go over the line. */
  update(content: object): SignedBytes;
  message(from: TelegramUser, fields: object): SignedBytes;
  /** What Telegram posts when a button of a message of ours is pressed. */
  press(from: TelegramUser, message: TelegramSent, label: string): SignedBytes;
};

/** The Bot API as far as we use it, answering as Telegram does. */
export async function startTelegram(): Promise<TelegramStandIn> {
  const account = {
    botToken: `${randomInt(1e9)}:${randomBytes(20).toString('base64url')}`,
    webhookSecret: randomBytes(24).toString('hex'),
  };
  const sent: TelegramSent[] = [];
  const typing: number[] = [];
  const blocked = new Set<number>();
  const files = new Map<string, Buffer>();
  const server = await startProvider((app) =>
    botApi(app, { token: account.botToken, sent, typing, blocked, files }),
  );
  let [updates, messages] = [randomInt(1e8), 0];

  const update = (content: object): SignedBytes => ({
    headers: {
      'content-type': 'application/json',
      'x-telegram-bot-api-secret-token': account.webhookSecret,
    },
    rawBody: Buffer.from(JSON.stringify({ update_id: ++updates, ...content })),
  });
  const chatOf = ({ id, first_name }: TelegramUser) => ({ id, first_name, type: 'private' });

  return {
    ...server,
    account,
    sent,
    typing,
    blocked,
    files,
    update,
    message: (from, fields) =>
      update({
        message: {
          message_id: ++messages,
          from: { is_bot: false, ...from },
          chat: chatOf(from),
          date: Math.floor(Date.now() / 1_000),
          ...fields,
        },
      }),
    press: (from, message, label) =>
      update({
        callback_query: {
          id: String(randomInt(1e12)),
          from: { is_bot: false, ...from },
          chat_instance: '1',
          data: message.keyboard.flat().find(({ text }) => text === label)?.callback_data,
          message: {
            message_id: message.message_id,
            chat: chatOf(from),
            date: 1,
            text: message.text,
            reply_markup: { inline_keyboard: message.keyboard },
          },
        },
      }),
  };
}

type State = Pick<TelegramStandIn, 'sent' | 'typing' | 'blocked' | 'files'> & { token: string };

function botApi(app: Express, { token, sent, typing, blocked, files }: State): void {
  const refuse = (response: Answer, code: number, description: string) =>
    void response.status(code).json({ ok: false, error_code: code, description });

  app.get('/file/bot:token/documents/:id', (request, response) => {
    const bytes = files.get(request.params.id);
    if (request.params.token !== token || !bytes) return refuse(response, 404, 'Not Found');
    response.type('application/octet-stream').send(bytes);
  });

  const upload = raw({ type: 'multipart/form-data', limit: 50_000_000 });
  app.post('/bot:token/:method', upload, async (request, response) => {
    if (request.params.token !== token) return refuse(response, 401, 'Unauthorized');
    if (request.params.method === 'sendPhoto' || request.params.method === 'sendDocument') {
      const field = request.params.method === 'sendPhoto' ? 'photo' : 'document';
      const type = request.headers['content-type'] ?? '';
      const form = await new Response(request.body, { headers: { 'content-type': type } }).formData();
      const [chat, given] = [Number(form.get('chat_id')), form.get(field)];
      if (blocked.has(chat)) return refuse(response, 403, 'Forbidden: bot was blocked by the user');
      if (!(given instanceof File)) return refuse(response, 400, `Bad Request: there is no ${field}`);
      const bytes = Buffer.from(await given.arrayBuffer());
      if (field === 'photo' && (bytes.length > 10_000_000 || !isSquarish(bytes)))
        return refuse(response, 400, 'Bad Request: PHOTO_INVALID_DIMENSIONS');
      const file = { name: given.name, mediaType: given.type, bytes };
      const message = { message_id: randomInt(1, 1e9), chat, text: '', keyboard: [], [field]: file };
      sent.push(message);
      return void response.json({ ok: true, result: { message_id: message.message_id, chat: { id: chat } } });
    }
    if (request.params.method === 'getFile') {
      const { file_id: id } = request.body as { file_id: string };
      if (!files.has(id)) return refuse(response, 400, 'Bad Request: wrong file_id or the file is gone');
      const file = { file_id: id, file_size: files.get(id)?.length, file_path: `documents/${id}` };
      return void response.json({ ok: true, result: file });
    }
    const { chat_id: chat, text, reply_markup: markup, action } = request.body;
    if (!Number.isSafeInteger(chat) || chat <= 0) return refuse(response, 400, 'Bad Request: chat not found');
    if (blocked.has(chat)) return refuse(response, 403, 'Forbidden: bot was blocked by the user');
    if (request.params.method === 'sendChatAction') {
      if (action === 'typing') typing.push(chat);
      return void response.json({ ok: true, result: true });
    }
    if (request.params.method !== 'sendMessage') return refuse(response, 404, 'Not Found');
    if (typeof text !== 'string' || text.trim() === '')
      return refuse(response, 400, 'Bad Request: message text is empty');
    if (text.length > 4_096) return refuse(response, 400, 'Bad Request: message is too long');
    const keyboard = (markup?.inline_keyboard ?? []) as Button[][];
    const data = keyboard.flat().map((button) => Buffer.byteLength(button.callback_data));
    if (data.some((bytes) => bytes < 1 || bytes > 64))
      return refuse(response, 400, 'Bad Request: BUTTON_DATA_INVALID');
    const message = { message_id: randomInt(1, 1e9), chat, text, keyboard };
    sent.push(message);
    response.json({ ok: true, result: { message_id: message.message_id, chat: { id: chat }, text } });
  });
}

/** Of a PNG: width and height within the ratio that Telegram takes. */
function isSquarish(png: Buffer): boolean {
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  return Math.max(width, height) <= 20 * Math.min(width, height);
}
