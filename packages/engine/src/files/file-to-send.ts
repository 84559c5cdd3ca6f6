import { SendRefused } from '../channels/channel.ts';
import type { FileStore } from '../stores/files.ts';

/** The bytes of a file of ours that goes with a message. Rejects with `SendRefused` when they are not there any more. */
export async function fileToSend(files: Pick<FileStore, 'get'>, id: string): Promise<Buffer> {
  const file = await files.get(id);
  if (!file?.bytes)
    throw new SendRefused('channel.file-gone', 'A file of the message is not there any more.');
  return file.bytes;
}
