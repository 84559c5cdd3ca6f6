import { z } from 'zod';
import { maxFileBytes, maxFiles, mediaTypeOfName, rasterTypes } from '@throughline/flow/file-limits';
import { Problem } from '../api/problems.ts';
import { readRawBody } from '../api/raw-body.ts';
import type { Route } from '../api/route.ts';
import { visitorRoute } from '../api/route.ts';
import { serveFile } from '../api/serve-file.ts';
import { idParams } from '../api/shapes.ts';
import { rasterType } from '../files/raster-type.ts';
import type { Stores } from '../stores/database.ts';
import type { FileStore } from '../stores/files.ts';
import { chatFile, messageIdOf } from './chat-message.ts';

export type WebchatFilesDeps = { stores: Pick<Stores, 'files'>; now: () => number };

/** Files that lie ready and were not sent yet: more than anybody would choose, and too few to fill a disk. */
const maxUnsent = 3 * maxFiles;

export function webchatFileRoutes({ stores: { files }, now }: WebchatFilesDeps): Route[] {
  return [
    visitorRoute({
      method: 'post',
      path: '/channels/webchat/files',
      tag: 'web chat',
      summary: 'Upload a file for the next message; safe to send again with the same id',
      query: z.strictObject({
        id: z.uuid().meta({ description: 'Made by the window; the message names it.' }),
        name: z.string().min(1).max(300),
      }),
      rawBody: `The bytes, at most ${maxFileBytes / 1_000_000} MB.`,
      answer: { status: 201, schema: chatFile, text: 'It is kept for a day, and longer once it is sent.' },
      problems: ['body.missing', 'body.too-large', 'file.type-not-allowed', 'file.too-many'],
      limit: 'upload',
      handle: async ({ query, visitor: { conversation }, request, response }) => {
        const mediaType = mediaTypeOfName(query.name);
        if (mediaType === undefined)
          throw new Problem('file.type-not-allowed', 'Send a picture, a PDF, a text or an office document.');
        const id = messageIdOf(conversation, query.id);
        const known = (await files.rows([id])).some(({ state }) => state === 'kept');
        if (!known && (await files.unclaimed(conversation)) >= maxUnsent)
          throw new Problem('file.too-many', 'Send the files that were uploaded before more follow.');
        const bytes = await readRawBody(request, response, maxFileBytes);
        if (bytes.length === 0) throw new Problem('body.missing', 'Send the bytes of the file as the body.');
        if (rasterTypes.includes(mediaType) && rasterType(bytes) === undefined)
          throw new Problem('file.type-not-allowed', 'The file is not the picture that its name says.');
        const file = { id, channel: 'webchat', conversation, name: query.name, mediaType, at: now() };
        const row = await files.put(file, bytes);
        return { id: query.id, name: row.name, mediaType: row.mediaType, bytes: row.bytes };
      },
    }),
    visitorRoute({
      method: 'get',
      path: '/channels/webchat/files/{id}',
      tag: 'web chat',
      summary: 'A file of the conversation',
      params: idParams,
      answer: { status: 200, raw: 'application/octet-stream', text: 'Its bytes; pictures as what they are.' },
      problems: ['file.not-found', 'file.not-yet', 'file.lost', 'case.erased'],
      handle: ({ params, visitor: { conversation }, response }) =>
        serveFile(files, {
          id: messageIdOf(conversation, params.id),
          response,
          belongs: (row) => row.conversation === conversation,
        }),
    }),
  ];
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
