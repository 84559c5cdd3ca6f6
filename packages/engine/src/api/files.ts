import { z } from 'zod';
import { chatFile } from '../channels/chat-message.ts';
import { fileUpload, keepUpload } from '../channels/keep-upload.ts';
import { deskPlace } from '../files/desk-files.ts';
import type { FileLinks } from '../files/file-links.ts';
import type { Stores } from '../stores/database.ts';
import type { Route } from './route.ts';
import { publicRoute, staffRoute } from './route.ts';
import { Problem } from './problems.ts';
import { serveFile } from './serve-file.ts';
import { idParams } from './shapes.ts';

export type FilesDeps = {
  stores: Pick<Stores, 'cases' | 'files'>;
  links: Pick<FileLinks, 'read'>;
  now: () => number;
};

export function fileRoutes({ stores, links, now }: FilesDeps): Route[] {
  const { files } = stores;
  return [
    staffRoute({
      method: 'post',
      path: '/api/cases/{id}/files',
      tag: 'cases',
      summary: 'Upload a file for a reply; safe to send again with the same id',
      params: idParams,
      ...fileUpload,
      answer: { status: 201, schema: chatFile, text: 'It is kept for a day, and longer once it is sent.' },
      problems: ['case.not-found', 'case.erased', ...fileUpload.problems],
      handle: async ({ params, query, request, response }) => {
        const row = await stores.cases.get(params.id);
        if (!row) throw new Problem('case.not-found', 'GET /api/cases lists them.');
        if (row.erasedAt !== undefined)
          throw new Problem('case.erased', 'What was said in it is gone for good.');
        const place = { channel: 'desk', conversation: deskPlace(row._id), caseId: row._id };
        return keepUpload(files, { ...query, ...place, at: now() }, request, response);
      },
    }),
    publicRoute({
      method: 'get',
      path: '/channels/files/{token}',
      tag: 'channels',
      summary: 'A file that an agent sent, by its signed link',
      params: z.strictObject({ token: z.string().min(1).max(800) }),
      answer: { status: 200, raw: 'application/octet-stream', text: 'Its bytes; pictures as what they are.' },
      problems: ['file.not-found', 'file.not-yet', 'file.lost', 'case.erased'],
      handle: async ({ params, response }) => {
        const id = links.read(params.token, now());
        // Only what was sent: an upload that its agent took back is nobody's to see.
        await serveFile(files, {
          id: id ?? '',
          response,
          belongs: (row) => id !== undefined && row.channel === 'desk' && row.messageId !== undefined,
        });
      },
    }),
    staffRoute({
      method: 'get',
      path: '/api/files/{id}',
      tag: 'cases',
      summary: 'A file that came with a message, to be saved',
      params: idParams,
      answer: { status: 200, raw: 'application/octet-stream', text: 'Its bytes; pictures as what they are.' },
      problems: ['file.not-found', 'file.not-yet', 'file.lost', 'case.erased'],
      handle: ({ params, response }) =>
        serveFile(files, { id: params.id, response, belongs: (row) => row.caseId !== undefined }),
    }),
  ];
}
