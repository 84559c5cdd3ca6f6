import { fileToSend } from '../files/file-to-send.ts';
import type { FileStore } from '../stores/files.ts';
import type { OutboundMessage } from './channel.ts';
import { SendRefused } from './channel.ts';
import type { TelegramApi } from './telegram-api.ts';

type OurFile = NonNullable<OutboundMessage['attachments']>[number];

/** Larger ones Telegram takes as documents only. */
const maxPhotoBytes = 10_000_000;

/** Sends a file into a chat, a photo to be seen there, and returns Telegram's message. Rejects as `Channel.send` does. */
export async function sendTelegramFile(
  call: TelegramApi,
  files: Pick<FileStore, 'get'>,
  { chat, file }: { chat: string; file: OurFile },
): Promise<unknown> {
  const bytes = await fileToSend(files, file.id);
  const give = (method: string, field: string) => {
    const form = new FormData();
    form.set('chat_id', chat);
    form.set(field, new Blob([new Uint8Array(bytes)], { type: file.mediaType }), file.name);
    return call(method, form);
  };
  if (!['image/jpeg', 'image/png'].includes(file.mediaType) || bytes.length > maxPhotoBytes)
    return give('sendDocument', 'document');
  try {
    return await give('sendPhoto', 'photo');
  } catch (error) {
    // Not a picture of a size that Telegram shows.
    if (error instanceof SendRefused && error.code === 'channel.refused')
      return give('sendDocument', 'document');
    throw error;
  }
}
