import { setTimeout as pause } from 'node:timers/promises';
import type { Json } from '@throughline/flow/json';
import type { HttpAccess, HttpRequest, HttpResponse } from '@throughline/nodes/run-context';
import { HttpTimeout } from '@throughline/nodes/run-context';
import { NodeFailure } from '@throughline/nodes/runner';
import { Agent, request as send } from 'undici';
import { checkUrlAddress, checkedLookup, refusedAddress } from './address-check.ts';
import { gunzipLimited, isGzip } from './gunzip-limited.ts';
import { readLimited } from './read-limited.ts';
import { requestKey } from './request-key.ts';

export type GuardedRun = {
  /** When the run is given up, so are its requests. */
  signal: AbortSignal;
  /** Of the run; each request has a key of its own below it, unless it brings one. */
  idempotencyKey: string;
  /** Headers of a stored credential for this host; throws when there is none or the host is not one of its hosts. */
  credentialHeaders(name: string, host: string): Promise<{ [name: string]: string }>;
  /** Of an answer, also when it is unpacked; 1 MB if left out. */
  maxBytes?: number;
  /** The answer may be a gzip file. */
  unpack?: boolean;
  /** Asked before each address that a redirect names; throws a `NodeFailure` where it may not be read. */
  mayFollow?(url: string): Promise<void>;
};

const maxRedirects = 5;
const maxResponseBytes = 1_000_000;
const maxAttempts = 3;
const retryAfterMs = 300;

/** Statuses after which the same request may succeed. */
const retryable = new Set([429, 502, 503, 504]);

/**
 * The `http` of a run context: one home for address checks, limits, retries, credentials and the idempotency key. Runs share
 * connections, each of which was checked when it was made. `allowedAddresses`: addresses and CIDR ranges that are reachable
 * although they are not public.
 */
export function createGuardedHttp(allowedAddresses: string[]): (run: GuardedRun) => HttpAccess {
  const agent = new Agent({ connect: { lookup: checkedLookup(allowedAddresses) } });
  return (run) => ({
    async request(request) {
      const deadline = AbortSignal.timeout(request.timeoutMs);
      const signal = AbortSignal.any([deadline, run.signal]);
      const asked = { ...run, allowedAddresses, agent, signal };
      try {
        return await withRetries(() => follow(request, asked), signal);
      } catch (error) {
        run.signal.throwIfAborted();
        throw asNodeError(error, request, deadline);
      }
    },
  });
}

async function withRetries(
  attempt: () => Promise<HttpResponse>,
  deadline: AbortSignal,
): Promise<HttpResponse> {
  for (let tried = 1; ; tried += 1) {
    const last = tried === maxAttempts;
    try {
      const response = await attempt();
      if (last || !retryable.has(response.status)) return response;
    } catch (error) {
      if (last || deadline.aborted || error instanceof NodeFailure || refusedAddress(error)) throw error;
    }
    await pause(retryAfterMs * 2 ** (tried - 1), undefined, { signal: deadline });
  }
}

async function follow(
  request: HttpRequest,
  options: GuardedRun & { allowedAddresses: string[]; agent: Agent },
): Promise<HttpResponse> {
  let { method, body } = request;
  let url = parseUrl(request.url);
  const origin = url.origin;
  for (let hop = 0; ; hop += 1) {
    checkUrlAddress(url, options.allowedAddresses);
    // Headers may carry secrets: they stay with the host they were meant for.
    const sameOrigin = url.origin === origin;
    const credential =
      request.credential && sameOrigin ? await options.credentialHeaders(request.credential, url.host) : {};
    const sent = body === undefined ? undefined : JSON.stringify(body);
    const response = await send(url, {
      method,
      dispatcher: options.agent,
      signal: options.signal,
      headers: {
        accept: 'application/json, text/plain;q=0.9, */*;q=0.5',
        'user-agent': 'throughline',
        'idempotency-key': requestKey(options.idempotencyKey, { method, url: url.href, body: sent }),
        ...(sent === undefined ? {} : { 'content-type': 'application/json' }),
        // In lower case, so that what a request names replaces ours instead of being sent beside it.
        ...(sameOrigin ? lowerCase(request.headers) : {}),
        ...lowerCase(credential),
      },
      ...(sent === undefined ? {} : { body: sent }),
    });
    const location = headerOf(response.headers['location']);
    if (response.statusCode >= 300 && response.statusCode < 400 && location) {
      await response.body.dump();
      if (hop === maxRedirects)
        throw new NodeFailure(
          'http.too-many-redirects',
          `More than ${maxRedirects} redirects from ${request.url}`,
        );
      url = parseUrl(new URL(location, url).href);
      await options.mayFollow?.(url.href);
      if (response.statusCode === 303 || (method === 'POST' && response.statusCode <= 302)) {
        method = 'GET';
        body = undefined;
      }
      continue;
    }
    const headers = Object.fromEntries(
      Object.entries(response.headers).map(([name, value]) => [name, headerOf(value)]),
    );
    const { maxBytes = maxResponseBytes, unpack = false } = options;
    const tooLarge = () => new NodeFailure('http.too-large', `The answer is larger than ${maxBytes} bytes.`);
    const packed = await readLimited(response.body, maxBytes, tooLarge);
    const bytes = unpack && isGzip(packed) ? await gunzipLimited(packed, maxBytes, tooLarge) : packed;
    return {
      status: response.statusCode,
      headers,
      body: parseBody(bytes.toString('utf8'), headers['content-type'] ?? ''),
      url: url.href,
    };
  }
}

function parseUrl(text: string): URL {
  if (!URL.canParse(text)) throw new NodeFailure('http.bad-url', `"${text}" is not a URL.`);
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new NodeFailure('http.bad-url', `Only http and https are allowed, not ${url.protocol}`);
  }
  if (url.username || url.password)
    throw new NodeFailure('http.bad-url', 'Name a credential instead of writing it into the URL.');
  return url;
}

function parseBody(text: string, contentType: string): Json {
  if (!/[/+]json\b/.test(contentType)) return text;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

function lowerCase(headers: { [name: string]: string } = {}): { [name: string]: string } {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function headerOf(value: string | string[] | undefined): string {
  return Array.isArray(value) ? value.join(', ') : (value ?? '');
}

function asNodeError(error: unknown, request: HttpRequest, deadline: AbortSignal): Error {
  if (error instanceof NodeFailure) return error;
  const refused = refusedAddress(error);
  if (refused) return new NodeFailure('http.refused-address', refused.message);
  if (deadline.aborted) return new HttpTimeout(request.url, request.timeoutMs);
  return new NodeFailure(
    'http.unreachable',
    `${request.url} could not be reached: ${error instanceof Error ? error.message : 'unknown'}`,
  );
}
