import { expect, test } from 'vitest';
import { HttpTimeout } from '../run-context.ts';
import { describeNode } from '../testing/describe-node.ts';
import { runHttpRequest } from './http-request.run.ts';
import { httpRequest } from './http-request.ts';

const order = { id: 'TL-1', items: [{ name: 'Tea', status: 'sent' }], note: null };

describeNode({
  declaration: httpRequest,
  runner: runHttpRequest,
  cases: [
    {
      name: 'asks, picks fields, keeps the body',
      config: {
        method: 'POST',
        url: '{{ policy.orders }}/orders/{number}',
        parameters: [
          { name: 'number', value: '{{ message.text }}' },
          { name: 'lang', value: '{{ case.language }}' },
        ],
        headers: [{ name: 'X-Case', value: '{{ case.id }}' }],
        body: '{"order": message.text, "tries": [1, 2]}',
        credential: 'orders',
        timeout: '3s',
        pick: [
          { name: 'status', path: 'body.items[0].status' },
          { name: 'etag', path: 'headers.etag' },
          { name: 'missing', path: 'body.items[1].status' },
        ],
      },
      given: { messages: ['../TL 1?x=1&admin=1#'], policies: { orders: 'https://orders.example.com' } },
      world: { respond: () => ({ status: 201, headers: { etag: 'v1' }, body: order }) },
      port: 'ok',
      expect: (result, context) => {
        expect(result.output).toStrictEqual({
          status: 201,
          fields: { status: 'sent', etag: 'v1', missing: null },
          body: { content: 'node-under-test#1:body', digest: expect.any(String) as unknown, bytes: 66 },
        });
        expect(context.contents.get('node-under-test#1:body')).toEqual(order);
        expect(context.calls[0]).toStrictEqual({
          access: 'http.request',
          with: {
            method: 'POST',
            url: 'https://orders.example.com/orders/..%2FTL%201%3Fx%3D1%26admin%3D1%23?lang=en',
            headers: { 'X-Case': 'case-1' },
            body: { order: '../TL 1?x=1&admin=1#', tries: [1, 2] },
            credential: 'orders',
            timeoutMs: 3_000,
          },
        });
      },
    },
    {
      name: 'a status that is not expected',
      config: { url: 'https://orders.example.com' },
      world: { respond: () => ({ status: 404, body: { error: 'none' } }) },
      port: 'error',
      expect: (result) => expect(result.output).toMatchObject({ status: 404 }),
    },
    {
      name: 'a status that is expected',
      config: { url: 'https://orders.example.com', expect: ['200-204', '404'] },
      world: { respond: () => ({ status: 404 }) },
      port: 'ok',
      expect: (result) => expect(result.output).toStrictEqual({ status: 404, fields: {} }),
    },
    {
      name: 'takes too long',
      config: { url: 'https://orders.example.com' },
      world: {
        respond: ({ url, timeoutMs }) => {
          throw new HttpTimeout(url, timeoutMs);
        },
      },
      port: 'timeout',
      expect: (result) => expect(result.output).toStrictEqual({ status: 0, fields: {} }),
    },
    { name: 'nothing there', config: { url: 'https://orders.example.com' }, fails: 'http.unreachable' },
    {
      name: 'a line break in a header begins no other header',
      config: { url: 'https://x.example', headers: [{ name: 'X-Text', value: '{{ message.text }}' }] },
      given: { messages: ['a\r\nX-Admin: 1'] },
      world: { respond: () => ({}) },
      port: 'ok',
      expect: (_, context) =>
        expect(context.calls[0]).toMatchObject({ with: { headers: { 'X-Text': 'a X-Admin: 1' } } }),
    },
    {
      name: 'a name in the URL that is no parameter',
      config: { url: 'https://x.example/{id}' },
      fails: 'http.missing-parameter',
    },
    {
      name: 'a parameter that would name another resource',
      config: {
        url: 'https://x.example/orders/{id}',
        parameters: [{ name: 'id', value: '{{ message.text }}' }],
      },
      given: { messages: ['..'] },
      fails: 'http.empty-parameter',
    },
    {
      name: 'a field too large for the state of a case',
      config: { url: 'https://x.example', pick: [{ name: 'all', path: 'body' }] },
      world: { respond: () => ({ body: 'x'.repeat(5_000) }) },
      fails: 'http.field-too-large',
    },
  ],
});

test('refuses what cannot be meant', () => {
  const parses = (config: object) =>
    httpRequest.config.safeParse({ url: 'https://x.example', ...config }).success;
  expect(parses({})).toBe(true);
  expect(parses({ timeout: '5m' })).toBe(false);
  expect(parses({ expect: ['ok'] })).toBe(false);
  expect(parses({ headers: [{ name: 'Authorization', value: 'Bearer secret' }] })).toBe(false);
  expect(parses({ headers: [{ name: 'X: y', value: '' }] })).toBe(false);
  expect(parses({ pick: [{ name: 'x', path: 'body[' }] })).toBe(false);
  expect(parses({ method: 'TRACE' })).toBe(false);
});
