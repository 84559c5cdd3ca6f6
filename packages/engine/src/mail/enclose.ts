import type { OutboundMessage } from '../channels/channel.ts';
import { fileToSend } from '../files/file-to-send.ts';
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
    enclosed.push({ filename: name, content: await fileToSend(files, id), contentType: mediaType });
  }
  return { enclosed, linked };
}
