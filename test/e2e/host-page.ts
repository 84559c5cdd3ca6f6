import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';

const folder = new URL('../../examples/embedded-chat/', import.meta.url);
const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css',
  '.js': 'text/javascript',
};

/**
 * Serves the example page with the chat of `chatUrl` in it, on another site than the chat's. `/` is the page with the
 * hostile styles, `/calm` the same without them.
 */
export async function serveHostPage(chatUrl: string): Promise<{ origin: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    void read(request.url ?? '/', chatUrl).then(
      ({ type, body }) => response.writeHead(200, { 'Content-Type': type }).end(body),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function read(path: string, chatUrl: string): Promise<{ type: string; body: string }> {
  if (path === '/favicon.ico') return { type: 'image/x-icon', body: '' };
  const isPage = path === '/' || path === '/calm';
  const file = isPage ? 'index.html' : path.slice(1);
  if (!/^[\w-]+\.\w+$/.test(file)) throw new Error('no such file');
  const text = await readFile(new URL(file, folder), 'utf8');
  const page = text.replace('http://localhost:8080', chatUrl);
  const body = path === '/calm' ? page.replace(/<link [^>]*hostile[^>]*>/, '') : page;
  return { type: types[extname(file)] ?? 'application/octet-stream', body };
}
