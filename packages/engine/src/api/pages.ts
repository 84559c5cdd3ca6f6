import { existsSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import express from 'express';
import type { Application, Response } from 'express';
import { compressedFiles } from './compressed-files.ts';
import { Problem } from './problems.ts';

/** Paths of the staff's pages, all served by one document; `/chat` and `/portal` are documents of their own, for customers. */
const staffPages = [
  '/login',
  '/setup',
  '/desk',
  '/desk/*rest',
  '/cases',
  '/cases/*rest',
  '/customers/*rest',
  '/mails',
  '/audit',
  '/audit/*rest',
  '/flows',
  '/flows/*rest',
  '/nodes',
  '/nodes/*rest',
  '/analytics',
  '/knowledge',
  '/knowledge/*rest',
  '/settings',
  '/settings/*rest',
];

const docsFolder = fileURLToPath(new URL('../../../../docs', import.meta.url));

/** Serves the pages as the editor's build made them, in `folder`. Files named by their contents never change. */
export function servePages(app: Application, folder: string): void {
  app.get('/', (_request, response) => response.redirect(302, '/desk'));
  app.get(staffPages, page(folder, 'index.html'));
  // Read where it is needed: a channel's page of the documentation, say.
  app.use(
    '/docs',
    express.static(docsFolder, {
      index: false,
      redirect: false,
      setHeaders: (response: Response, path: string) => {
        if (path.endsWith('.md')) response.type('text/plain; charset=utf-8');
      },
    }),
  );
  app.get('/chat', page(folder, 'chat.html'));
  app.get(['/portal', '/portal/*rest'], page(folder, 'portal.html'));
  const headersFor = (path: string) => ({
    'Cache-Control': path.startsWith('/assets/')
      ? 'public, max-age=31536000, immutable'
      : 'public, max-age=300',
    ...(path === '/widget.js' && { 'Cross-Origin-Resource-Policy': 'cross-origin' }),
  });
  app.use(compressedFiles(folder, headersFor));
  app.use(
    express.static(folder, {
      index: false,
      redirect: false,
      setHeaders: (response: Response, path: string) =>
        response.set(headersFor(`/${relative(folder, path).split(sep).join('/')}`)),
    }),
  );
}

function page(folder: string, file: string) {
  return (_request: express.Request, response: Response): void => {
    const path = join(folder, file);
    if (!existsSync(path))
      throw new Problem('route.not-found', 'The pages are not built. Run npm run build -w packages/editor.');
    response.set('Cache-Control', 'no-cache').sendFile(path);
  };
}
