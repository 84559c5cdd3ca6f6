import { Problem } from '../api/problems.ts';
import type { Route } from '../api/route.ts';
import { visitorRoute } from '../api/route.ts';
import { serveFile } from '../api/serve-file.ts';
import { idParams } from '../api/shapes.ts';
import type { Stores } from '../stores/database.ts';
import type { FileStore } from '../stores/files.ts';
import { chatFile, messageIdOf } from './chat-message.ts';
import { fileUpload, keepUpload } from './keep-upload.ts';

export type WebchatFilesDeps = { stores: Pick<Stores, 'files'>; now: () => number };

export function webchatFileRoutes({ stores: { files }, now }: WebchatFilesDeps): Route[] {
  return [
    visitorRoute({
      method: 'post',
      path: '/channels/webchat/files',
      tag: 'web chat',
      summary: 'Upload a file for the next message; safe to send again with the same id',
      ...fileUpload,
      answer: { status: 201, schema: chatFile, text: 'It is kept for a day, and longer once it is sent.' },
      handle: ({ query, visitor: { conversation }, request, response }) =>
        keepUpload(files, { ...query, channel: 'webchat', conversation, at: now() }, request, response),
    }),
    visitorRoute({
      method: 'get',
      path: '/channels/webchat/files/{id}',
      tag: 'web chat',
      summary: 'A file of the conversation',
      params: idParams,
      answer: { status: 200, raw: 'application/octet-stream', text: 'Its bytes; pictures as what they are.' },
      problems: ['file.not-found', 'file.not-yet', 'file.lost', 'case.erased'],
      handle: async ({ params, visitor: { conversation }, response }) =>
        serveFile(files, {
          id: await idIn(conversation, params.id),
          response,
          belongs: (row) => row.conversation === conversation,
        }),
    }),
  ];

  /** What the window sent goes by its own id; what an agent sent, by ours. */
  async function idIn(conversation: string, given: string): Promise<string> {
    const own = messageIdOf(conversation, given);
    return (await files.rows([own])).length > 0 ? own : given;
  }
}

/** Throws a `Problem` unless the files are there, in this conversation, and sent with no other message. */
export async function checkAttached(
  files: Pick<FileStore, 'rows'>,
  { attached, messageId }: { attached: string[]; messageId: string },
): Promise<void> {
  const rows = await files.rows(attached);
  const usable = rows.filter(
    (row) => row.state === 'kept' && (row.messageId === undefined || row.messageId === messageId),
  );
  if (usable.length === attached.length) return;
  const fix = 'Upload them again: what is not sent within a day is removed.';
  throw new Problem('message.unknown-file', fix, {
    errors: [{ field: 'attachments', code: 'unknown', text: 'names files that are not there.', fix }],
  });
}
