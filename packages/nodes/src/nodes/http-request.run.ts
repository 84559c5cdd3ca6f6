import { durationMs } from '@throughline/flow/duration';
import type { ConfigOf } from '@throughline/flow/declaration';
import type { Json, JsonObject } from '@throughline/flow/json';
import { implementNode } from '../define-node.ts';
import { pick } from '../pick.ts';
import { requestUrl } from '../request-url.ts';
import { HttpTimeout } from '../run-context.ts';
import type { HttpRequest, HttpResponse } from '../run-context.ts';
import { NodeFailure } from '../runner.ts';
import type { Resolved } from '../runner.ts';
import { inStatusRange } from '../status-range.ts';
import { httpRequest } from './http-request.ts';

const maxFieldCharacters = 4_000;

export const runHttpRequest = implementNode(httpRequest, async ({ config }, context) => {
  context.signal.throwIfAborted();
  const response = await inTime(() => context.http.request(requestOf(config)));
  if (response === 'timeout') return { port: 'timeout', output: { status: 0, fields: {} } };

  const body =
    response.body === null || response.body === '' ? {} : { body: await context.keep('body', response.body) };
  const expected = config.expect.some((range) => inStatusRange(range, response.status));
  return {
    port: expected ? 'ok' : 'error',
    output: { status: response.status, fields: pickFields(response, config.pick), ...body },
  };
});

function requestOf(config: Resolved<ConfigOf<typeof httpRequest>>): HttpRequest {
  const { method, url, parameters, headers, body, credential, timeout } = config;
  return {
    method,
    url: requestUrl(url, parameters),
    headers: Object.fromEntries(headers.map(({ name, value }) => [name, oneLine(value)])),
    timeoutMs: durationMs(timeout) ?? 10_000,
    ...(body === undefined ? {} : { body }),
    ...(credential ? { credential } : {}),
  };
}

async function inTime(request: () => Promise<HttpResponse>): Promise<HttpResponse | 'timeout'> {
  try {
    return await request();
  } catch (error) {
    if (error instanceof HttpTimeout) return 'timeout';
    throw error;
  }
}

function pickFields(
  { status, headers, body }: HttpResponse,
  fields: { name: string; path: string }[],
): JsonObject {
  return Object.fromEntries(
    fields.map(({ name, path }) => [name, small(name, pick({ status, headers, body }, path))]),
  );
}

/** Picked fields travel in the state of the case, so that they must stay small. */
function small(name: string, value: Json): Json {
  if (JSON.stringify(value).length <= maxFieldCharacters) return value;
  throw new NodeFailure(
    'http.field-too-large',
    `The field "${name}" is larger than ${maxFieldCharacters} characters.`,
  );
}

/** A header ends at a line break: what a customer wrote must not begin another. */
function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
