import type { JsonService } from '../services/json-service.ts';
import { createJsonService } from '../services/json-service.ts';
import { serve } from '../services/serve.ts';
import { createOrderBook } from './order-book.ts';

export type OrderService = JsonService;

/** The order service of the example shop, on this machine only. Port 0 takes a free one. */
export function createService(options: {
  port: number;
  token: string;
  now?: () => Date;
}): Promise<OrderService> {
  const { port, token, now = () => new Date() } = options;
  const book = createOrderBook(now);
  return createJsonService({
    port,
    token,
    tokenVariable: 'ORDERS_TOKEN',
    hint: 'Use GET /orders/TE-104233 or POST /orders/TE-104233/cancel.',
    routes: [
      {
        method: 'GET',
        path: /^\/orders\/([^/]{1,100})$/,
        handle: ({ params: [number = ''], query }) => book.find(number, emailIn(query)),
      },
      {
        method: 'POST',
        path: /^\/orders\/([^/]{1,100})\/cancel$/,
        handle: ({ params: [number = ''], query }) => book.cancel(number, emailIn(query)),
      },
    ],
  });
}

function emailIn(query: URLSearchParams): string | undefined {
  return query.get('email') ?? undefined;
}

await serve({
  url: import.meta.url,
  title: 'Order service of Tarn & Ember',
  port: 4310,
  tokenVariable: 'ORDERS_TOKEN',
  example: '/orders/TE-104233',
  create: createService,
});
