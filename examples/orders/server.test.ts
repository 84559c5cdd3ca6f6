import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createService, type OrderService } from './server.ts';

const token = 'a-token-of-this-test';
const start = new Date('2026-11-25T10:00:00Z');
let at = start;
let service: OrderService;

beforeEach(async () => {
  at = start;
  service = await createService({ port: 0, token, now: () => at });
});
afterEach(() => service.close());

async function call(path: string, init: RequestInit = {}) {
  const headers = { authorization: `Bearer ${token}`, ...(init.headers as Record<string, string>) };
  const response = await fetch(service.url + path, { ...init, headers });
  const body = (await response.json()) as Record<string, unknown>;
  return { status: response.status, body, headers: response.headers };
}

const cancel = (number: string, key?: string) =>
  call(`/orders/${number}/cancel`, { method: 'POST', headers: key ? { 'idempotency-key': key } : {} });

describe('an order', () => {
  it('says where it is', async () => {
    const { status, body } = await call('/orders/TE-104233');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      number: 'TE-104233',
      status: 'in-transit',
      total: { amount: 148, currency: 'GBP' },
      carrier: 'Pennine Post',
      tracking: { number: 'PP483920174GB' },
      placedAt: '2026-11-23T10:00:00.000Z',
      expectedDelivery: '2026-11-26',
      cancellable: false,
    });
    expect(JSON.stringify(body)).not.toContain('ana@');
  });

  it('is found however the customer types its number', async () => {
    for (const typed of ['te-104233', 'TE104233', 'te 104233', ' TE-104233']) {
      expect((await call(`/orders/${encodeURIComponent(typed)}`)).body['number']).toBe('TE-104233');
    }
  });

  it('arrives on a day on which its carrier works', async () => {
    expect((await call('/orders/TE-103850')).body['expectedDelivery']).toBe('2026-11-30');
    await service.close();
    at = new Date('2026-11-23T10:00:00Z');
    service = await createService({ port: 0, token, now: () => at });
    expect((await call('/orders/TE-103801')).body['expectedDelivery']).toBe('2026-11-30');
  });

  it('is not told apart from an unknown one by somebody with another address', async () => {
    const unknown = await call('/orders/TE-999999?email=ana@example.com');
    const foreign = await call('/orders/TE-104233?email=eve@example.com');
    const mine = await call('/orders/TE-104233?email=Ana@Example.com');
    expect([unknown.status, foreign.status, mine.status]).toEqual([404, 404, 200]);
    expect(foreign.body).toEqual({ ...unknown.body, title: 'There is no order TE-104233.' });
  });
});

describe('bad requests', () => {
  it.each(['/orders/TE-999999', '/orders/nonsense', '/orders/%E0%A4%A', '/orders/toString'])(
    '%s is an unknown order with a way out',
    async (path) => {
      const { status, body, headers } = await call(path);
      expect(status).toBe(404);
      expect(headers.get('content-type')).toContain('application/problem+json');
      expect(body).toMatchObject({
        code: 'order.unknown',
        field: 'number',
        fix: expect.stringContaining('TE-104233'),
      });
    },
  );

  it.each([{}, { authorization: 'Bearer wrong' }, { authorization: token }])(
    '%o is refused',
    async (headers) => {
      const response = await fetch(`${service.url}/orders/TE-104233`, { headers });
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toBe('Bearer');
      expect(await response.json()).toMatchObject({ code: 'token.invalid' });
    },
  );

  it('get the right status', async () => {
    expect((await call('/orders')).body['code']).toBe('path.unknown');
    expect((await call('/orders/TE-104251/cancel')).status).toBe(405);
    expect((await call('/orders/TE-104251', { method: 'DELETE' })).headers.get('allow')).toBe('GET');
    expect((await call('/orders/TE-104233?slow=soon')).body).toMatchObject({ status: 400, field: 'slow' });
    expect((await call('/orders/TE-104233?fail=200')).body).toMatchObject({ status: 400, field: 'fail' });
  });

  it('start no service without a token', async () => {
    await expect(createService({ port: 0, token: '' })).rejects.toThrow('ORDERS_TOKEN');
  });
});

describe('cancelling', () => {
  it('works within the hour, once for each key', async () => {
    const first = await cancel('TE-104251', 'k1');
    const again = await cancel('TE-104251', 'k1');
    expect(first.body).toMatchObject({ status: 'cancelled', cancellable: false, expectedDelivery: null });
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect((await call('/orders/TE-104251')).body['status']).toBe('cancelled');
    expect((await cancel('TE-104251', 'k2')).body).toMatchObject({
      status: 409,
      code: 'order.not-cancellable',
    });
    expect((await cancel('TE-104102', 'k1')).body).toMatchObject({
      status: 422,
      code: 'idempotency.key-used',
    });
  });

  it('stops after an hour, but not for a pre-order', async () => {
    at = new Date(start.getTime() + 41 * 60_000);
    expect((await cancel('TE-104251')).status).toBe(409);
    expect((await cancel('TE-104102')).body['status']).toBe('cancelled');
  });
});

describe('the knobs for tests', () => {
  it('fail as asked, and change nothing', async () => {
    expect((await call('/orders/TE-104233?fail=503')).status).toBe(503);
    expect((await call('/orders/TE-104251/cancel?fail=503', { method: 'POST' })).status).toBe(503);
    expect((await call('/orders/TE-104251')).body['status']).toBe('placed');
  });

  it('keep a caller waiting, and close all the same', async () => {
    const waiting = call('/orders/TE-104233?slow=60000').catch((error: unknown) => error);
    expect((await call('/orders/TE-104233?slow=1')).status).toBe(200);
    await service.close();
    expect(await waiting).toBeInstanceOf(TypeError);
    service = await createService({ port: 0, token });
  });
});
