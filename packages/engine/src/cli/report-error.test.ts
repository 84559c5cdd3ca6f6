import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { reportError } from './report-error.ts';

it('says which port is taken, and how to choose another', async () => {
  const first = createServer().listen(0, '127.0.0.1');
  await once(first, 'listening');
  const { port } = first.address() as AddressInfo;
  const second = createServer();
  const failed = once(second, 'error');
  second.listen(port, '127.0.0.1');
  const [error] = (await failed) as [Error];
  first.close();
  expect(reportError(error, {})).toMatch(
    new RegExp(`^Port ${port} is taken by another program\\.\\nWhat to do: .*THROUGHLINE_PORT`),
  );
});

it('keeps what nobody expected to one line, and says how to see more', () => {
  expect(reportError(new Error('It\n  broke'), {})).toMatch(
    /^Something failed: It broke\nWhat to do: .*THROUGHLINE_DEBUG=1/,
  );
});
