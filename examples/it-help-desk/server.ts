import type { ServiceRoute } from '../services/json-service.ts';
import { serve } from '../services/serve.ts';
import { serviceOf } from '../services/service-of.ts';
import { createServiceDesk } from './service-desk.ts';

const text = (value: unknown) => (typeof value === 'string' ? value : '');

/** What can be asked of the service desk of Marlstone, an invented company; all of it begins anew with each call. */
export function serviceRoutes(now: () => Date): ServiceRoute[] {
  const desk = createServiceDesk(now);
  return [
    {
      method: 'GET',
      path: /^\/incidents$/,
      handle: ({ query }) => desk.incident(query.get('service') ?? ''),
    },
    {
      method: 'POST',
      path: /^\/incidents\/([^/]{1,100})\/affected$/,
      handle: ({ params: [id = ''], body: { who } }) => desk.follow(id, text(who)),
    },
    {
      method: 'POST',
      path: /^\/tickets$/,
      handle: ({ body: { category, urgency, summary, staff, device } }) =>
        desk.order({
          category: text(category),
          urgency: text(urgency),
          summary: text(summary),
          staff: text(staff),
          device: text(device),
        }),
    },
    {
      method: 'GET',
      path: /^\/tickets\/([^/]{1,100})$/,
      handle: ({ params: [number = ''] }) => desk.ticket(number),
    },
  ];
}

/** The service desk of Marlstone, on this machine only. Port 0 takes a free one. */
export const createService = serviceOf({
  tokenVariable: 'SERVICE_DESK_TOKEN',
  hint: 'Use GET /incidents?service=vpn, POST /tickets, or GET /tickets/IT-204417.',
  routes: serviceRoutes,
});

await serve({
  url: import.meta.url,
  title: 'Service desk of Marlstone',
  port: 4313,
  tokenVariable: 'SERVICE_DESK_TOKEN',
  example: '/tickets/IT-204417',
  create: createService,
});
