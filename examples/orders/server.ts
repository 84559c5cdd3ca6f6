import type { JsonService, ServiceRoute } from '../services/json-service.ts';
import { serve } from '../services/serve.ts';
import { serviceOf } from '../services/service-of.ts';
import { createOrderBook } from './order-book.ts';

export type OrderService = JsonService;

/** What can be asked of the orders of Tarn & Ember, an invented shop; all of it begins anew with each call. */
function serviceRoutes(now: () => Date): ServiceRoute[] {
  const book = createOrderBook(now);
  return [
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
  ];
}

/** The order service of the example shop, on this machine only. Port 0 takes a free one. */
export const createService = serviceOf({
  tokenVariable: 'ORDERS_TOKEN',
  hint: 'Use GET /orders/TE-104233 or POST /orders/TE-104233/cancel.',
  routes: serviceRoutes,
});

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
