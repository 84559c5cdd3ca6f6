import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createOnce } from './once.ts';
import { misbehave } from './misbehave.ts';
import { ProblemError, sendProblem, type Problem } from './problem.ts';

export type JsonService = { url: string; close(): Promise<void> };

export type ServiceCall = { params: string[]; query: URLSearchParams; body: Record<string, unknown> };

export type ServiceRoute = {
  method: 'GET' | 'POST';
  /** Its groups are the `params`, decoded. */
  path: RegExp;
  /** What is answered with 200, as JSON. Throws `ProblemError`. */
  handle(call: ServiceCall): unknown;
};

export type ServiceOptions = {
  /** On this machine only; 0 takes a free one. */
  port: number;
  token: string;
  /** Variable of the environment that holds the token, for those who forgot it. */
  tokenVariable: string;
  routes: readonly ServiceRoute[];
  /** What can be asked, for those who ask something else. */
  hint: string;
};

const mostBytes = 64 * 1024;

/**
 * A small HTTP service of an example: a bearer token, JSON in and out, problems as RFC 9457 says them, and what a POST with an
 * `Idempotency-Key` did is not done twice.
 */
export async function createJsonService(options: ServiceOptions): Promise<JsonService> {
  const { port, token, tokenVariable, routes, hint } = options;
  if (token === '')
    throw new Error(`The service needs a token: set ${tokenVariable} to a secret of your own.`);
  const once = createOnce();

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await textOf(request);
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname === '/healthz') return sendJson(response, { ok: true });
    const there = routes.filter(({ path }) => path.test(url.pathname));
    if (there.length === 0) throw new ProblemError({ ...unknownPath, fix: hint });
    if (!isAuthorised(request.headers.authorization, token))
      throw new ProblemError({
        ...unauthorised,
        fix: `Send the header "Authorization: Bearer <${tokenVariable}>".`,
      });
    const route = there.find(({ method }) => method === request.method);
    if (!route) {
      const allowed = there.map(({ method }) => method).join(', ');
      response.setHeader('allow', allowed);
      throw new ProblemError({ ...wrongMethod, fix: `Use ${allowed} here.` });
    }
    await misbehave(url.searchParams, response);
    const [, ...params] = route.path.exec(url.pathname) ?? [];
    const call = {
      params: params.map(decode),
      query: url.searchParams,
      body: bodyOf(text),
    };
    if (route.method === 'GET') return sendJson(response, route.handle(call));
    const { result, repeated } = once(keyOf(request), `${url.href}\n${text}`, () => route.handle(call));
    if (repeated) response.setHeader('idempotent-replayed', 'true');
    sendJson(response, result);
  }

  const server = createServer((request, response) => {
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

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > mostBytes) throw new ProblemError(tooLarge);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function bodyOf(text: string): Record<string, unknown> {
  if (text === '') return {};
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null && !Array.isArray(body))
      return body as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw new ProblemError(notJson);
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

const unknownPath = { status: 404, code: 'path.unknown', title: 'There is nothing at this address.' };

const unauthorised = { status: 401, code: 'token.invalid', title: 'The token is missing or wrong.' };

const wrongMethod = {
  status: 405,
  code: 'method.wrong',
  title: 'This method does not work at this address.',
};

const tooLarge: Problem = {
  status: 413,
  code: 'body.too-large',
  title: 'The body is too large.',
  fix: 'Send less.',
};

const notJson: Problem = {
  status: 400,
  code: 'body.not-json',
  title: 'The body is no JSON object.',
  fix: 'Send an object, such as {}.',
};

const unexpected: Problem = {
  status: 500,
  code: 'unexpected',
  title: 'The service failed.',
  fix: 'Try again; the log of the service says more.',
};
