import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import type { App } from './app.ts';
import { Problem } from './problems.ts';

export type RunningApi = {
  port: number;
  /** Takes no new requests, ends event streams, lets requests finish for up to `graceMs`, then cuts the rest off. */
  stop(graceMs?: number): Promise<void>;
};

/**
 * Connections that wait to be accepted. Beyond it the kernel drops them, and who calls tries again seconds later: a burst of
 * webhooks would come out of order, and partly too late. Node's own 511 is less than the 1,000 of a second.
 */
const backlog = 4_096;

/** Listens. `port` 0 takes a free one. Rejects when the port is taken. */
export async function startApi({
  app,
  port,
  host,
}: {
  app: App;
  port: number;
  host?: string;
}): Promise<RunningApi> {
  const server = createServer(
    // A picture over a slow line takes minutes.
    { requestTimeout: 300_000, headersTimeout: 15_000, keepAliveTimeout: 10_000 },
    app.express,
  );
  server.on('clientError', answerMalformed);
  if (app.upgrade) server.on('upgrade', app.upgrade);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, backlog }, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    stop: (graceMs = 10_000) => stop(server, app, graceMs),
  };
}

async function stop(server: Server, app: App, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  app.close();
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(cut);
}

/** What is not HTTP never reaches the app, but gets an answer of the same shape. */
function answerMalformed(error: NodeJS.ErrnoException, socket: import('node:stream').Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const isLarge = error.code === 'HPE_HEADER_OVERFLOW';
  const problem = isLarge
    ? new Problem('header.invalid', 'The headers are too large.')
    : new Problem('request.malformed', 'This is not a request of HTTP/1.1.');
  const body = JSON.stringify(problem.body(randomUUID()));
  socket.end(
    `HTTP/1.1 ${problem.status} Bad Request\r\nConnection: close\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
