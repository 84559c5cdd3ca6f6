import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import express from 'express';
import type { Express } from 'express';

/** What a provider does wrong with the next call. `drop`: it takes the call, and the answer never arrives. */
export type Fault =
  { kind: 'status'; status: number; body?: object } | { kind: 'delay'; ms: number } | { kind: 'drop' };

export type ProviderServer = {
  url: string;
  /** Applied to the next calls, one each. */
  faults: Fault[];
  close(): Promise<void>;
};

/** A provider's HTTP on this machine. `routes` answer as the real one; what goes wrong is decided before or after them. */
export async function startProvider(routes: (app: Express) => void): Promise<ProviderServer> {
  const faults: Fault[] = [];
  const app = express();
  app.use(async (_request, response, next) => {
    const fault = faults.shift();
    if (fault?.kind === 'status') return void response.status(fault.status).json(fault.body ?? {});
    if (fault?.kind === 'delay') await pause(fault.ms);
    if (fault?.kind === 'drop') {
      // The route does its work; then the line goes dead.
      response.end = (() => response.socket?.destroy()) as never;
    }
    next();
  });
  app.use(express.json(), express.urlencoded({ extended: false }));
  routes(app);
  const server: Server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    faults,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
