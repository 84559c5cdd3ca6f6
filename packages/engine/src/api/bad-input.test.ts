import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { CaseRuntime } from '../testing/case-runtime.ts';
import { startCaseRuntime } from '../testing/case-runtime.ts';
import { problemsOf } from './openapi.ts';
import type { ProblemBody, ProblemCode } from './problems.ts';
import { problems } from './problems.ts';
import type { Route } from './route.ts';
import { bodies, nastyText } from './testing/garbage.ts';
import type { RawAnswer } from './testing/raw-request.ts';
import { rawRequest } from './testing/raw-request.ts';
import type { TestApi } from './testing/test-api.ts';
import { startTestApi } from './testing/test-api.ts';

let runtime: CaseRuntime;
let api: TestApi;
let admin: Record<string, string>;
let visitor: Record<string, string>;

beforeAll(async () => {
  runtime = await startCaseRuntime({
    temporalAddress: inject('temporalAddress'),
    mongodbUrl: inject('mongodbUrl'),
    script: async () => ({ port: 'done', say: [{ text: 'Hello.' }] }),
  });
  api = await startTestApi({
    database: runtime.database,
    gateway: runtime.gateway,
  });
  admin = (await api.signIn('admin')).bearer;
  const opened = await api.call('POST', '/channels/webchat/sessions', {});
  visitor = { Authorization: `Bearer ${String(opened.json['token'])}` };
});

afterAll(async () => {
  await api?.stop();
  await runtime?.close();
});

/** The whole promise of a refusal: 4xx, problem+json, a code of the table, words for people, nothing of our insides. */
function expectProblem(answer: RawAnswer, place: string): ProblemBody {
  expect(answer.status, `${place}: ${answer.text}`).toBeGreaterThanOrEqual(400);
  expect(answer.status, `${place}: ${answer.text}`).toBeLessThan(500);
  expect(answer.type, place).toMatch(/^application\/problem\+json/);
  const problem = JSON.parse(answer.text) as ProblemBody;
  expect(Object.keys(problems), place).toContain(problem.code);
  expect(problem.status, place).toBe(answer.status);
  expect(problems[problem.code].status, place).toBe(answer.status);
  expect(problem.detail, place).toMatch(/\S/);
  expect(problem.requestId, place).toMatch(/^[\w-]{8,64}$/);
  for (const { field, code, text, fix } of problem.errors ?? []) {
    for (const part of [field, code, text, fix]) expect(part, `${place}: ${answer.text}`).toMatch(/\S/);
  }
  expect(answer.text, place).not.toMatch(/node_modules|\.ts:\d+|\n\s+at |ZodError|Mongo/);
  return problem;
}

const messages = '/channels/webchat/messages';
const json = { 'Content-Type': 'application/json' };
const text = (value: string) => Buffer.from(value);

type Case = {
  name: string;
  method?: string;
  path?: string;
  headers?: () => Record<string, string>;
  body?: Uint8Array;
  code: ProblemCode;
  field?: string;
};

const good = { id: '7b0c3f0e-33a8-4a59-8c1a-0c8f6a1d2b3c', text: 'Hello' };
const table: Case[] = [
  { name: 'malformed JSON', body: text('{"id": '), code: 'body.not-json' },
  { name: 'no body', headers: () => visitor, code: 'body.missing' },
  { name: 'an empty body', body: text(''), code: 'body.missing' },
  { name: 'a list for an object', body: text('[]'), code: 'body.invalid', field: '(whole)' },
  { name: 'null for an object', body: text('null'), code: 'body.invalid', field: '(whole)' },
  {
    name: 'a wrong type',
    body: text(JSON.stringify({ ...good, text: 42 })),
    code: 'body.invalid',
    field: 'text',
  },
  { name: 'a missing field', body: text(JSON.stringify({ text: 'x' })), code: 'body.invalid', field: 'id' },
  {
    name: 'an unknown field',
    body: text(JSON.stringify({ ...good, admin: true })),
    code: 'body.invalid',
    field: 'admin',
  },
  {
    name: 'an empty text',
    body: text(JSON.stringify({ ...good, text: ' \u0000 ' })),
    code: 'body.invalid',
    field: 'text',
  },
  {
    name: 'a text that is too long',
    body: text(JSON.stringify({ ...good, text: 'x'.repeat(8_001) })),
    code: 'message.too-long',
    field: 'text',
  },
  {
    name: 'an oversize body',
    body: text(JSON.stringify({ ...good, text: 'x'.repeat(200_000) })),
    code: 'body.too-large',
  },
  {
    name: 'an oversize body, zipped',
    headers: () => ({ ...visitor, ...json, 'Content-Encoding': 'gzip' }),
    body: gzipSync(Buffer.alloc(50_000_000, 32)),
    code: 'body.too-large',
  },
  {
    name: 'a broken zip',
    headers: () => ({ ...visitor, ...json, 'Content-Encoding': 'gzip' }),
    body: text('no zip'),
    code: 'request.malformed',
  },
  {
    name: 'an unknown encoding',
    headers: () => ({ ...visitor, ...json, 'Content-Encoding': 'rot13' }),
    body: text('x'),
    code: 'body.wrong-type',
  },
  {
    name: 'another content type',
    headers: () => ({ ...visitor, 'Content-Type': 'text/plain' }),
    body: text(JSON.stringify(good)),
    code: 'body.wrong-type',
  },
  {
    name: 'a form',
    headers: () => ({ ...visitor, 'Content-Type': 'application/x-www-form-urlencoded' }),
    body: text('id=1&text=x'),
    code: 'body.wrong-type',
  },
  {
    name: 'another charset',
    headers: () => ({ ...visitor, 'Content-Type': 'application/json; charset=utf-16' }),
    body: text(JSON.stringify(good)),
    code: 'body.wrong-type',
  },
  {
    name: 'bad UTF-8',
    body: Buffer.concat([text('{"id":"'), Buffer.of(0xff, 0xfe), text('"}')]),
    code: 'body.not-utf8',
  },
  {
    name: 'a cut-off UTF-8 character',
    body: Buffer.concat([text('{"id":"'), Buffer.of(0xe2, 0x82), text('"}')]),
    code: 'body.not-utf8',
  },
  {
    name: 'the key __proto__',
    body: text('{"__proto__": {"admin": true}}'),
    code: 'body.forbidden-key',
    field: '__proto__',
  },
  {
    name: 'the key constructor, deep inside',
    body: text('{"a": [{"constructor": {"prototype": {}}}]}'),
    code: 'body.forbidden-key',
    field: 'constructor',
  },
  { name: 'deep JSON', body: text('['.repeat(10_000) + ']'.repeat(10_000)), code: 'body.too-deep' },
  {
    name: 'deep objects',
    body: text('{"a":'.repeat(5_000) + '1' + '}'.repeat(5_000)),
    code: 'body.too-deep',
  },
  {
    name: 'a bad token',
    headers: () => ({ ...json, Authorization: 'Bearer x.y.z' }),
    body: text(JSON.stringify(good)),
    code: 'auth.invalid-token',
  },
  {
    name: 'a token that is no token',
    headers: () => ({ ...json, Authorization: 'Bearer  ' }),
    body: text(JSON.stringify(good)),
    code: 'auth.invalid-token',
  },
  { name: 'no token', headers: () => json, body: text(JSON.stringify(good)), code: 'auth.needed' },
  {
    name: 'another method',
    method: 'PUT',
    body: text(JSON.stringify(good)),
    code: 'route.method-not-allowed',
  },
  { name: 'an unknown address', method: 'GET', path: '/api/nothing/here', code: 'route.not-found' },
  { name: 'an unknown address outside', method: 'GET', path: '/wp-login.php', code: 'route.not-found' },
  { name: 'a path that climbs', method: 'GET', path: '/../../etc/passwd', code: 'route.not-found' },
  {
    name: 'a path of half an escape',
    method: 'GET',
    path: '/api/cases/%E0%A4%A',
    headers: () => admin,
    code: 'request.malformed',
  },
  {
    name: 'a NUL in the path',
    method: 'GET',
    path: '/api/cases/%00',
    headers: () => admin,
    code: 'path.invalid',
    field: 'id',
  },
  {
    name: 'an unknown case',
    method: 'GET',
    path: `/api/cases/${randomUUID()}`,
    headers: () => admin,
    code: 'case.not-found',
  },
  {
    name: 'the journal of an unknown case',
    method: 'GET',
    path: '/api/cases/x/journal',
    headers: () => admin,
    code: 'case.not-found',
  },
  {
    name: 'an unknown customer',
    method: 'GET',
    path: '/api/customers/x',
    headers: () => admin,
    code: 'customer.not-found',
  },
  {
    name: 'an unknown article',
    method: 'DELETE',
    path: '/api/articles/x',
    headers: () => admin,
    code: 'article.not-found',
  },
  {
    name: 'an unknown flow',
    method: 'GET',
    path: '/api/flows/x/versions',
    headers: () => admin,
    code: 'flow.not-found',
  },
  {
    name: 'an unknown credential',
    method: 'DELETE',
    path: '/api/credentials/x',
    headers: () => admin,
    code: 'credential.not-found',
  },
  {
    name: 'an unknown API token',
    method: 'DELETE',
    path: '/api/tokens/x',
    headers: () => admin,
    code: 'token.not-found',
  },
  {
    name: 'a repeated parameter',
    method: 'GET',
    path: '/api/cases?limit=1&limit=2',
    headers: () => admin,
    code: 'query.invalid',
    field: 'limit',
  },
  {
    name: 'a parameter as an object',
    method: 'GET',
    path: '/api/cases?owner[$ne]=flow',
    headers: () => admin,
    code: 'query.invalid',
    field: 'owner[$ne]',
  },
  {
    name: 'an unknown parameter',
    method: 'GET',
    path: '/api/cases?sort=up',
    headers: () => admin,
    code: 'query.invalid',
    field: 'sort',
  },
  {
    name: 'a number that is none',
    method: 'GET',
    path: '/api/cases?limit=1e3',
    headers: () => admin,
    code: 'query.invalid',
    field: 'limit',
  },
  {
    name: 'a number out of range',
    method: 'GET',
    path: '/api/cases?limit=100000',
    headers: () => admin,
    code: 'query.invalid',
    field: 'limit',
  },
  {
    name: 'a topic that is nobody’s business',
    method: 'GET',
    path: '/api/events?topics=conversation:1',
    headers: () => admin,
    code: 'query.invalid',
    field: 'topics',
  },
  {
    name: 'a flow that is none',
    method: 'POST',
    path: '/api/flows/x/publish',
    headers: () => ({ ...admin, ...json }),
    body: text('{"flow": {"schema": 1}}'),
    code: 'flow.invalid',
  },
  {
    name: 'an article that is not text',
    method: 'PUT',
    path: '/api/articles/a',
    headers: () => ({ ...admin, ...json }),
    body: text('{"title": "A", "body": "\\u0000PNG"}'),
    code: 'body.invalid',
    field: 'body',
  },
  {
    name: 'an article’s bad name',
    method: 'PUT',
    path: '/api/articles/A%20B',
    headers: () => ({ ...admin, ...json }),
    body: text('{"title": "A", "body": "x"}'),
    code: 'path.invalid',
    field: 'id',
  },
  {
    name: 'a policy of another type',
    method: 'PUT',
    path: '/api/policies/days',
    headers: () => ({ ...admin, ...json }),
    body: text('{"type": "number", "value": "3", "title": "Days"}'),
    code: 'policy.invalid',
    field: 'value',
  },
  {
    name: 'a credential for no host',
    method: 'PUT',
    path: '/api/credentials/shop',
    headers: () => ({ ...admin, ...json }),
    body: text('{"kind": "bearer", "token": "x", "hosts": ["http://a b"]}'),
    code: 'body.invalid',
    field: 'hosts',
  },
  {
    name: 'an action of no type',
    method: 'POST',
    path: '/api/cases/x/actions',
    headers: () => ({ ...admin, ...json }),
    body: text(`{"action": "${good.id}", "type": "explode"}`),
    code: 'body.invalid',
    field: 'type',
  },
  {
    name: 'a reply without words',
    method: 'POST',
    path: '/api/cases/x/actions',
    headers: () => ({ ...admin, ...json }),
    body: text(`{"action": "${good.id}", "type": "reply"}`),
    code: 'body.invalid',
    field: 'text',
  },
];

describe('bad input', () => {
  it.each(table)(
    '$name -> $code',
    async ({ name, method = 'POST', path = messages, headers, body, code, field }) => {
      const sent = headers?.() ?? { ...visitor, ...json };
      const problem = expectProblem(
        await rawRequest(api.url, { method, path, headers: sent, ...(body && { body }) }),
        name,
      );
      expect(problem.code).toBe(code);
      const fields = problem.errors?.map((error) => error.field) ?? [];
      expect(fields).toEqual(expect.arrayContaining(field === undefined ? [] : [field]));
      // What is wrong is told, what was sent is not repeated at length.
      expect(JSON.stringify(problem).length).toBeLessThan(4_000);
    },
  );

  it('of what is not HTTP at all gets an answer of the same shape', async () => {
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(new URL(api.url).port), '127.0.0.1', () =>
        socket.write('NOT HTTP AT ALL\r\n\r\n'),
      );
      let read = '';
      socket.on('data', (chunk) => (read += chunk.toString()));
      socket.on('close', () => resolve(read));
      socket.on('error', reject);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toMatchObject({
      code: 'request.malformed',
      status: 400,
    });
  });

  it('loses nothing: the good message after all of these is taken and answered', async () => {
    const taken = await api.call('POST', messages, { ...good, id: randomUUID() }, visitor);
    expect(taken.status).toBe(202);
  });
});

describe('any garbage at any route', () => {
  it('is answered, and never with a 5xx or anything but problem+json that OpenAPI names', async () => {
    const { document, schemas } = await readDocument();
    const routes = api.app.routes.filter((route) => !('raw' in route.answer));
    expect(routes.length).toBeGreaterThan(40);
    let refused = 0;
    for (const route of routes) {
      const schema = document[route.path]?.[route.method]?.requestBody?.content['application/json']?.schema;
      const headers = {
        ...(route.audience === 'staff' ? admin : route.audience === 'visitor' ? visitor : {}),
      };
      const property = fc.asyncProperty(
        fc.array(
          nastyText.filter((part) => part !== ''),
          { minLength: 3, maxLength: 3 },
        ),
        fc.oneof(
          { weight: 2, arbitrary: fc.constant([]) },
          {
            weight: 1,
            arbitrary: fc.array(
              fc.tuple(fc.oneof(nastyText, fc.constantFrom('limit', 'text', 'version', 'after')), nastyText),
              { maxLength: 4 },
            ),
          },
        ),
        schema ? bodies(schema, schemas) : fc.constant(undefined),
        async (parts, query, body) => {
          const answer = await rawRequest(api.url, {
            method: route.method.toUpperCase(),
            path: pathOf(route, parts, query),
            headers: body ? { ...headers, ...json } : headers,
            ...(body && { body }),
          });
          if (answer.status < 300) return;
          refused++;
          const place = `${route.method} ${route.path}`;
          const { code } = expectProblem(answer, place);
          // A path part can make the address another one.
          expect(['route.not-found', 'route.method-not-allowed', ...problemsOf(route)], place).toContain(
            code,
          );
        },
      );
      await fc.assert(property, { numRuns: 25, endOnFailure: true });
    }
    expect(refused).toBeGreaterThan(300);
    expect(api.lines.filter((line) => line.includes('request failed'))).toEqual([]);
  });
});

function pathOf(route: Route, parts: string[], query: readonly (readonly [string, string])[]): string {
  const encode = (value: string) =>
    encodeURIComponent(value.replaceAll(/\p{Surrogate}/gu, '')).replaceAll('.', '%2E') || '-';
  let next = 0;
  const path = route.path.replaceAll(/\{\w+\}/g, () => encode(parts[next++] ?? '-'));
  return query.length === 0
    ? path
    : `${path}?${query.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&')}`;
}

async function readDocument() {
  const read = (await api.call('GET', '/api/openapi.json')).json as unknown as {
    paths: Record<
      string,
      Record<string, { requestBody?: { content: { 'application/json': { schema: object } } } }>
    >;
    components: { schemas: Record<string, object> };
  };
  return { document: read.paths, schemas: read.components.schemas };
}
