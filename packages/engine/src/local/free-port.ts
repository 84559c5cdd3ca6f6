import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Further ports that have to be free beside one. */
type OtherPorts = (port: number) => readonly number[];

/**
 * Below what systems give to outgoing connections, one of which could otherwise sit on a server's port when the server
 * is started again.
 */
const LOWEST = 20_000;
const HIGHEST = 31_000;

/** The wished port if nobody listens there, else any that is free. */
export async function freePort(wished?: number, others: OtherPorts = () => []): Promise<number> {
  if (wished !== undefined && (await isFree(wished, others))) return wished;
  for (let tries = 0; tries < 100; tries++) {
    const port = randomInt(LOWEST, HIGHEST);
    if (await isFree(port, others)) return port;
  }
  throw new Error('no free port on 127.0.0.1');
}

export async function isFree(port: number, others: OtherPorts = () => []): Promise<boolean> {
  const free = await Promise.all([port, ...others(port)].map(canListen));
  return free.every(Boolean);
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
