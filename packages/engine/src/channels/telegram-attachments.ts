import type { InboundAttachment } from '../cases/gateway.ts';
import type { TelegramMessage } from './telegram-update.ts';

type Shown = { name: string; mediaType: string };

/** How each kind is called and kept where Telegram does not say. */
const kinds: { [kind in 'document' | 'voice' | 'audio' | 'video' | 'video_note' | 'sticker']: Shown } = {
  document: { name: 'document', mediaType: 'application/octet-stream' },
  voice: { name: 'voice.ogg', mediaType: 'audio/ogg' },
  audio: { name: 'audio', mediaType: 'audio/mpeg' },
  video: { name: 'video.mp4', mediaType: 'video/mp4' },
  video_note: { name: 'video.mp4', mediaType: 'video/mp4' },
  sticker: { name: 'sticker.webp', mediaType: 'image/webp' },
};

/** The files of a message; `reference` is what `getFile` wants. */
export function telegramAttachments(message: TelegramMessage, messageId: string): InboundAttachment[] {
  // The same photo in several sizes, the largest last.
  const photo = message.photo?.at(-1);
  const files = [
    ...(photo ? [{ file: photo, shown: { name: 'photo.jpg', mediaType: 'image/jpeg' } }] : []),
    ...Object.entries(kinds).flatMap(([kind, shown]) => {
      const file = message[kind as keyof typeof kinds];
      return file ? [{ file, shown }] : [];
    }),
  ];
  return files.map(({ file, shown }, index) => ({
    id: `${messageId}:${index + 1}`,
    name: (file.file_name ?? shown.name).slice(0, 200),
    mediaType: file.mime_type ?? shown.mediaType,
    bytes: file.file_size ?? 0,
    reference: file.file_id,
  }));
}
