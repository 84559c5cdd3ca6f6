import type { TelegramConfig } from '../channel-config.ts';
import { callProvider } from './call-provider.ts';
import { NotSent, SendRefused } from './channel.ts';

/** Calls a method of the Bot API and returns its result. Rejects as `Channel.send` does. */
export type TelegramApi = (method: string, fields: object) => Promise<unknown>;

export function createTelegramApi({ botToken, baseUrl }: TelegramConfig): TelegramApi {
  return async (method, fields) => {
    const { status, body } = await callProvider(`${baseUrl}/bot${botToken}/${method}`, { body: fields });
    const answer = (body ?? {}) as { ok?: boolean; result?: unknown; description?: unknown };
    if (status === 200 && answer.ok === true) return answer.result;
    throw refusal(status, typeof answer.description === 'string' ? answer.description : '');
  };
}

function refusal(status: number, description: string): Error {
  if (status === 429) return new NotSent('Telegram asked to come again later.');
  if (status === 401 || status === 404)
    return new NotSent('Telegram does not know the bot: check TELEGRAM_BOT_TOKEN.');
  if (status === 403)
    return new SendRefused('channel.opted-out', 'The customer has blocked the bot, or the account is gone.');
  if (status === 400 && /chat not found|PEER_ID_INVALID|user not found/i.test(description))
    return new SendRefused('channel.invalid-address', 'Telegram knows no such chat.');
  if (status >= 400 && status < 500)
    return new SendRefused('channel.refused', `Telegram refused the message: ${description.slice(0, 200)}`);
  return new Error(`Telegram answered ${status}.`);
}
