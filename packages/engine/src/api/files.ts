import type { Stores } from '../stores/database.ts';
import type { Route } from './route.ts';
import { staffRoute } from './route.ts';
import { serveFile } from './serve-file.ts';
import { idParams } from './shapes.ts';

export type FilesDeps = { stores: Pick<Stores, 'files'> };

export function fileRoutes({ stores }: FilesDeps): Route[] {
  return [
    staffRoute({
      method: 'get',
      path: '/api/files/{id}',
      tag: 'cases',
      summary: 'A file that came with a message, to be saved',
      params: idParams,
      answer: { status: 200, raw: 'application/octet-stream', text: 'Its bytes; pictures as what they are.' },
      problems: ['file.not-found', 'file.not-yet', 'file.lost', 'case.erased'],
      handle: ({ params, response }) =>
        serveFile(stores.files, { id: params.id, response, belongs: (row) => row.caseId !== undefined }),
    }),
  ];
}
