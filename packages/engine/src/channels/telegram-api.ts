import type { TelegramConfig } from '../channel-config.ts';
import { callProvider } from './call-provider.ts';
import { download } from '../http/download.ts';
import type { FetchedFile, FileLimits } from './channel.ts';
import { FileRefused, NotSent, SendRefused } from './channel.ts';

/** Calls a method of the Bot API and returns its result; a form carries a file. Rejects as `Channel.send` does. */
export type TelegramApi = (method: string, fields: object | FormData) => Promise<unknown>;

/** A file of 20 MB has to be through by then. */
export const uploadWithinMs = 30_000;

export function createTelegramApi({ botToken, baseUrl }: TelegramConfig): TelegramApi {
  return async (method, fields) => {
    const { status, body } = await callProvider(`${baseUrl}/bot${botToken}/${method}`, {
      body: fields,
      ...(fields instanceof FormData && { timeoutMs: uploadWithinMs }),
    });
    const answer = (body ?? {}) as { ok?: boolean; result?: unknown; description?: unknown };
    if (status === 200 && answer.ok === true) return answer.result;
    throw refusal(status, typeof answer.description === 'string' ? answer.description : '');
  };
}

/** A file that a customer sent; Telegram gives it out for an hour at an address that `getFile` makes. */
export async function telegramFile(
  call: TelegramApi,
  { botToken, baseUrl }: TelegramConfig,
  { id, ...limits }: FileLimits & { id: string },
): Promise<FetchedFile> {
  limits.signal.throwIfAborted();
  const { file_path: path } = (await call('getFile', { file_id: id }).catch((error: unknown) => {
    if (error instanceof SendRefused) throw new FileRefused('file.gone', error.message);
    throw error;
  })) as { file_path?: unknown };
  if (typeof path !== 'string') throw new FileRefused('file.gone', 'Telegram gives it out no longer.');
  // Telegram's own word for it is always application/octet-stream.
  const { bytes } = await download(`${baseUrl}/file/bot${botToken}/${encodeURI(path)}`, {
    own: baseUrl,
    ...limits,
  });
  return { bytes };
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
