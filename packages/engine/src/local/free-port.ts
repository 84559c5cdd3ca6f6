import { createServer } from 'node:net';

/** Further ports that have to be free beside one. */
type OtherPorts = (port: number) => readonly number[];

/** The wished port if nobody listens there, else one the system picks. */
export async function freePort(wished?: number, others: OtherPorts = () => []): Promise<number> {
  if (wished !== undefined && (await isFree(wished, others))) return wished;
  for (let tries = 0; tries < 20; tries++) {
    const port = await listen(0);
    if (port !== undefined && (await allFree(others(port)))) return port;
  }
  throw new Error('no free port on 127.0.0.1');
}

export async function isFree(port: number, others: OtherPorts = () => []): Promise<boolean> {
  return allFree([port, ...others(port)]);
}

async function allFree(ports: readonly number[]): Promise<boolean> {
  const free = await Promise.all(ports.map(listen));
  return free.every((port) => port !== undefined);
}

/** Listens for a moment; resolves with the port, or with nothing when it is taken. */
function listen(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(address !== null && typeof address === 'object' ? address.port : undefined));
    });
  });
}
