import type { OutboundMessage } from '../channels/channel.ts';
import { SendRefused } from '../channels/channel.ts';
import type { FileStore } from '../stores/files.ts';

/** What goes with a mail, and what it links to because mail servers would refuse it. */
export type Enclosed = {
  enclosed: { filename: string; content: Buffer; contentType: string }[];
  linked: { name: string; url: string }[];
};

/** Larger mails are refused by many servers; a third more than this on the wire. */
const mostBytes = 10_000_000;

/** The files of a message, from the first on as far as they fit; the same message is the same mail. */
export async function enclose(
  files: Pick<FileStore, 'get'>,
  { attachments = [] }: Pick<OutboundMessage, 'attachments'>,
): Promise<Enclosed> {
  const enclosed: Enclosed['enclosed'] = [];
  const linked: Enclosed['linked'] = [];
  let left = mostBytes;
  for (const { id, name, mediaType, bytes, url } of attachments) {
    if (bytes > left) {
      linked.push({ name, url });
      continue;
    }
    left -= bytes;
    const file = await files.get(id);
    if (!file?.bytes)
      throw new SendRefused('channel.file-gone', 'A file of the message is not there any more.');
    enclosed.push({ filename: name, content: file.bytes, contentType: mediaType });
  }
  return { enclosed, linked };
}
