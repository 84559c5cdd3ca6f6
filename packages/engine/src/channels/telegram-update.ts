import { createHash } from 'node:crypto';
import { z } from 'zod';

const chat = z.object({ id: z.int(), type: z.string() });

const sender = z.object({
  id: z.int(),
  is_bot: z.boolean().optional(),
  first_name: z.string().optional(),
  last_name: z.string().optional(),
  /** IETF tag, such as `pt-br`. */
  language_code: z.string().optional(),
});

const file = z.object({
  file_id: z.string(),
  file_name: z.string().optional(),
  mime_type: z.string().optional(),
  file_size: z.int().min(0).optional(),
});

const message = z.object({
  message_id: z.int(),
  date: z.int(),
  chat,
  from: sender.optional(),
  text: z.string().optional(),
  caption: z.string().optional(),
  photo: z.array(file).optional(),
  document: file.optional(),
  voice: file.optional(),
  audio: file.optional(),
  video: file.optional(),
  video_note: file.optional(),
  animation: file.optional(),
  sticker: file.optional(),
  location: z.object({ latitude: z.number(), longitude: z.number() }).optional(),
  contact: z.object({ phone_number: z.string(), first_name: z.string().optional() }).optional(),
});

const callbackQuery = z.object({
  id: z.string(),
  from: sender,
  data: z.string().optional(),
  message: z
    .object({
      message_id: z.int(),
      chat,
      reply_markup: z
        .object({
          inline_keyboard: z.array(
            z.array(z.object({ text: z.string(), callback_data: z.string().optional() })),
          ),
        })
        .optional(),
    })
    .optional(),
});

/** What Telegram posts, as far as it is read here: other kinds of updates, and new fields, are let pass. */
export const telegramUpdate = z.object({
  update_id: z.int(),
  message: message.optional(),
  callback_query: callbackQuery.optional(),
});

export type TelegramMessage = z.output<typeof message>;
export type TelegramSender = z.output<typeof sender>;
export type TelegramCallback = z.output<typeof callbackQuery>;

/** A button carries at most 64 bytes: a longer id goes as a digest, and the customer's choice comes back by its label. */
export function callbackData(choice: string): string {
  const whole = `c:${choice}`;
  if (Buffer.byteLength(whole) <= 64) return whole;
  return `h:${createHash('sha256').update(choice).digest('base64url')}`;
}

/** What a pressed button says: its label, if Telegram still shows us the message, and the choice, if its id fitted. */
export function pressed({ data, message: shown }: TelegramCallback): { label?: string; choice?: string } {
  if (data === undefined) return {};
  const buttons = shown?.reply_markup?.inline_keyboard.flat() ?? [];
  const label = buttons.find((button) => button.callback_data === data)?.text;
  return { ...(label !== undefined && { label }), ...(data.startsWith('c:') && { choice: data.slice(2) }) };
}
