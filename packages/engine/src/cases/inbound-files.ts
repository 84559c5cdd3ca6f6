import type { Attachment } from '@throughline/flow/message';
import { safeFileName, safeMediaType } from '../files/file-facts.ts';
import type { FileStore } from '../stores/files.ts';
import type { InboundAttachment, InboundMessage } from './gateway.ts';

export type InboundFilesDeps = {
  files: Pick<FileStore, 'claim' | 'want' | 'attach'>;
  /** Told of files that are to be fetched from their provider. */
  fetchFiles?: ((ids: string[]) => void) | undefined;
};

/** The files of messages that come in: they belong to a message at once, and to a case as soon as it is known. */
export function createInboundFiles({ files, fetchFiles }: InboundFilesDeps) {
  /** Whoever sweeps up what nobody sent leaves them alone from here on. */
  async function claimFiles({ attachments = [], messageId }: InboundMessage): Promise<void> {
    const kept = attachments.filter(({ reference }) => reference === undefined);
    if (kept.length === 0) return;
    await files.claim(
      kept.map(({ id }) => id),
      messageId,
    );
  }

  /** What the message lists: it is there at once, the bytes may come later. */
  async function attachFiles(inbound: InboundMessage, caseId: string): Promise<Attachment[]> {
    const { attachments = [], messageId, channel, conversation, at } = inbound;
    if (attachments.length === 0) return [];
    for (const { reference, ...file } of attachments)
      if (reference !== undefined)
        await files.want({ ...file, reference, messageId, caseId, channel, conversation, at });
    const rows = await files.attach(
      attachments.map(({ id }) => id),
      { messageId, caseId },
    );
    const wanted = rows.filter(({ state }) => state === 'wanted');
    if (wanted.length > 0) fetchFiles?.(wanted.map(({ _id }) => _id));
    const known = new Map(rows.map((row) => [row._id, row]));
    return attachments.map((told) => attachmentOf({ ...told, ...known.get(told.id) }));
  }

  return { claimFiles, attachFiles };
}

function attachmentOf({ id, name, mediaType, bytes = 0 }: InboundAttachment): Attachment {
  return { id, name: safeFileName(name), mediaType: safeMediaType(mediaType), bytes };
}
