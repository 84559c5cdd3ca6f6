import { customerRoute } from '../api/route.ts';
import type { Route } from '../api/route.ts';
import { Problem } from '../api/problems.ts';
import { serveFile } from '../api/serve-file.ts';
import { idParams } from '../api/shapes.ts';
import { chatFile } from '../channels/chat-message.ts';
import { fileUpload, keepUpload } from '../channels/keep-upload.ts';
import type { Stores } from '../stores/database.ts';
import type { PortalView } from './portal-view.ts';

export type PortalFilesDeps = {
  stores: Pick<Stores, 'files' | 'messages'>;
  view: PortalView;
  now: () => number;
};

export function portalFileRoutes({ stores: { files, messages }, view, now }: PortalFilesDeps): Route[] {
  return [
    customerRoute({
      method: 'post',
      path: '/channels/portal/files',
      tag: 'portal',
      summary: 'Upload a file for the next message; safe to send again with the same id',
      ...fileUpload,
      answer: { status: 201, schema: chatFile, text: 'It is kept for a day, and longer once it is sent.' },
      handle: ({ query, customer: { conversation }, request, response }) =>
        keepUpload(files, { ...query, channel: 'portal', conversation, at: now() }, request, response),
    }),
    customerRoute({
      method: 'get',
      path: '/channels/portal/files/{id}',
      tag: 'portal',
      summary: 'A file of one of the customer’s cases, on whatever channel it came',
      params: idParams,
      answer: { status: 200, raw: 'application/octet-stream', text: 'Its bytes; pictures as what they are.' },
      problems: ['file.not-found', 'file.not-yet', 'file.lost', 'case.erased'],
      handle: async ({ params, customer, response }) => {
        const [row] = await files.rows([params.id]);
        // Where its message is shown: a split takes both along.
        const [message] = row?.messageId === undefined ? [] : await messages.get([row.messageId]);
        const kase = message ? await view.caseOf(customer, message.movedTo ?? message.caseId) : null;
        const shown = kase ? await view.messagesOf(customer, kase._id) : [];
        const isShown = shown.some(({ attachments = [] }) => attachments.some(({ id }) => id === params.id));
        if (!isShown) throw new Problem('file.not-found', 'Messages name their files.');
        return serveFile(files, { id: params.id, response, belongs: () => true });
      },
    }),
  ];
}
