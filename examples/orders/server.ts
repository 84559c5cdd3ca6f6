import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createCancellations } from './cancellations.ts';
import { createOrderBook } from './order-book.ts';
import { ProblemError, sendProblem, type Problem } from './problem.ts';

export type OrderService = { url: string; close(): Promise<void> };

/** The order service of the example shop, on this machine only. Port 0 takes a free one. */
export async function createOrderService(options: {
  port: number;
  token: string;
  now?: () => Date;
}): Promise<OrderService> {
  const { port, token, now = () => new Date() } = options;
  if (token === '')
    throw new Error('The order service needs a token: set ORDERS_TOKEN to a secret of your own.');
  const book = createOrderBook(now);
  const cancellations = createCancellations(book);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname === '/healthz') return sendJson(response, { ok: true });
    const [, number, action] = /^\/orders\/([^/]{1,100})(\/cancel)?$/.exec(url.pathname) ?? [];
    if (number === undefined) throw new ProblemError(unknownPath);
    if (!isAuthorised(request.headers.authorization, token)) throw new ProblemError(unauthorised);
    const method = action === undefined ? 'GET' : 'POST';
    if (request.method !== method) {
      response.setHeader('allow', method);
      throw new ProblemError({ ...wrongMethod, fix: `Use ${method} here.` });
    }
    await misbehave(url.searchParams, response);
    const order = decode(number);
    const email = url.searchParams.get('email') ?? undefined;
    if (method === 'GET') return sendJson(response, book.find(order, email));

    const { view, repeated } = cancellations.cancel(order, email, keyOf(request));
    if (repeated) response.setHeader('idempotent-replayed', 'true');
    sendJson(response, view);
  }

  const server = createServer((request, response) => {
    request.resume();
    answer(request, response).catch((error: unknown) => {
      if (response.destroyed) return;
      if (!(error instanceof ProblemError)) console.error(error);
      const { problem } = error instanceof ProblemError ? error : { problem: unexpected };
      if (problem.status === 401) response.setHeader('www-authenticate', 'Bearer');
      sendProblem(response, problem);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

/** The knobs of tests: `?slow=1500` waits so many milliseconds first, `?fail=503` answers with that status. */
async function misbehave(knobs: URLSearchParams, response: ServerResponse): Promise<void> {
  const slow = knob(knobs, 'slow', 0, 60_000);
  if (slow !== undefined) {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    await sleep(slow, undefined, { signal: gone.signal }).catch(() => undefined);
  }
  const fail = knob(knobs, 'fail', 400, 599);
  if (fail === undefined) return;
  throw new ProblemError({
    status: fail,
    code: 'order.failed-on-request',
    title: `This answer was asked for with ?fail=${fail}.`,
    fix: 'Leave out the parameter "fail".',
  });
}

function knob(knobs: URLSearchParams, name: string, least: number, most: number): number | undefined {
  const text = knobs.get(name);
  if (text === null) return undefined;
  const value = Number(text);
  if (/^\d{1,5}$/.test(text) && value >= least && value <= most) return value;
  throw new ProblemError({
    status: 400,
    code: 'request.invalid',
    title: `The parameter "${name}" is not a number that can be used here.`,
    fix: `Use a whole number from ${least} to ${most}.`,
    field: name,
  });
}

function keyOf(request: IncomingMessage): string | undefined {
  const key = request.headers['idempotency-key'];
  return typeof key === 'string' && key !== '' ? key : undefined;
}

function isAuthorised(header: string | undefined, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(header ?? ''), digest(`Bearer ${token}`));
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function sendJson(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

const unknownPath: Problem = {
  status: 404,
  code: 'path.unknown',
  title: 'There is nothing at this address.',
  fix: 'Use GET /orders/TE-104233 or POST /orders/TE-104233/cancel.',
};

const unauthorised: Problem = {
  status: 401,
  code: 'token.invalid',
  title: 'The token is missing or wrong.',
  fix: 'Send the header "Authorization: Bearer <ORDERS_TOKEN>".',
};

const wrongMethod = {
  status: 405,
  code: 'method.wrong',
  title: 'This method does not work at this address.',
};

const unexpected: Problem = {
  status: 500,
  code: 'unexpected',
  title: 'The order service failed.',
  fix: 'Try again; the log of the service says more.',
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const port = Number(process.env['PORT'] ?? 4310);
    const service = await createOrderService({ port, token: process.env['ORDERS_TOKEN'] ?? '' });
    console.log(`Order service of Tarn & Ember: ${service.url}/orders/TE-104233`);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void service.close());
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
