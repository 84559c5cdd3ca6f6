import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import type { Flow } from '../../packages/flow/src/schema.ts';

const types: { [ending: string]: string } = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
};

/** React Flow's own components with the same flow, built as our pages are, on a port of its own. */
export async function servePlain(flow: Flow): Promise<{ url: string; close: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'throughline-plain-'));
  const root = fileURLToPath(new URL('./plain', import.meta.url));
  await build({
    ...{ root, configFile: false, logLevel: 'error', mode: 'production' },
    build: { outDir: folder, emptyOutDir: true, target: 'chrome123' },
  });
  const server = createServer((request, response) => {
    const path = request.url === '/' ? '/index.html' : (request.url ?? '');
    if (path === '/flow.json') return void response.end(JSON.stringify(flow));
    readFile(join(folder, path.replaceAll('..', ''))).then(
      (bytes) => response.setHeader('Content-Type', types[extname(path)] ?? 'text/plain').end(bytes),
      () => response.writeHead(404).end(),
    );
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async close() {
      server.close();
      server.closeAllConnections();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
