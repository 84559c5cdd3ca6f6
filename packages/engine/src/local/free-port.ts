import { createServer } from 'node:net';

/** The wished port if nobody listens there, else one the system picks. */
export async function freePort(wished?: number): Promise<number> {
  if (wished !== undefined && (await canListen(wished)) !== undefined) return wished;
  const port = await canListen(0);
  if (port === undefined) throw new Error('no free port on 127.0.0.1');
  return port;
}

function canListen(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(address !== null && typeof address === 'object' ? address.port : undefined));
    });
  });
}
