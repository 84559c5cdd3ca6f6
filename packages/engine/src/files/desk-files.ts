import { earlierSends } from '@throughline/flow/failed-send';
import type { Attachment } from '@throughline/flow/message';
import { Problem } from '../api/problems.ts';
import { messageIdOf } from '../channels/chat-message.ts';
import type { FileStore } from '../stores/files.ts';

/** Where files for replies to a case lie until they are sent. */
export function deskPlace(caseId: string): string {
  return `desk:${caseId}`;
}

/**
 * The uploaded files that a reply names, as the case keeps them. `send`: the message that they may belong to already. Throws a
 * `Problem` unless all are there and sent with no other message.
 */
export async function attachedToReply(
  files: Pick<FileStore, 'rows'>,
  { caseId, ids, send }: { caseId: string; ids: string[]; send: string },
): Promise<Attachment[]> {
  const wanted = [...new Set(ids)].map((id) => messageIdOf(deskPlace(caseId), id));
  const rows = await files.rows(wanted);
  const usable = rows.filter(
    ({ state, messageId = send }) =>
      state === 'kept' && [messageId, ...earlierSends(messageId)].includes(send),
  );
  if (usable.length !== wanted.length)
    throw new Problem('message.unknown-file', 'Upload them again: what is not sent within a day is removed.');
  return usable.map(({ _id, name, mediaType, bytes }) => ({ id: _id, name, mediaType, bytes }));
}
