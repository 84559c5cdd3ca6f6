import type { ServiceRoute } from '../services/json-service.ts';
import { serve } from '../services/serve.ts';
import { serviceOf } from '../services/service-of.ts';
import { createDiary } from './diary.ts';

const booking = '/bookings/([^/]{1,100})';

/** What can be asked of the diary of Wrenfield, an invented practice; all of it begins anew with each call. */
export function serviceRoutes(now: () => Date): ServiceRoute[] {
  const diary = createDiary(now);
  return [
    {
      method: 'GET',
      path: /^\/slots$/,
      handle: ({ query }) => diary.slots(query.get('from') ?? '', query.get('treatment') ?? ''),
    },
    {
      method: 'POST',
      path: /^\/bookings$/,
      handle: ({ body: { slot, treatment, phone } }) =>
        diary.book({ slot: String(slot), treatment: String(treatment), phone: String(phone) }),
    },
    {
      method: 'GET',
      path: new RegExp(`^${booking}$`),
      handle: ({ params: [reference = ''] }) => diary.find(reference),
    },
    {
      method: 'POST',
      path: new RegExp(`^${booking}/move$`),
      handle: ({ params: [reference = ''], body: { slot } }) => diary.move(reference, String(slot)),
    },
    {
      method: 'POST',
      path: new RegExp(`^${booking}/cancel$`),
      handle: ({ params: [reference = ''] }) => diary.cancel(reference),
    },
  ];
}

/** The diary of Wrenfield, on this machine only. Port 0 takes a free one. */
export const createService = serviceOf({
  tokenVariable: 'APPOINTMENTS_TOKEN',
  hint: 'Use GET /slots?treatment=first, POST /bookings, GET /bookings/WF-41207, and POST to /move and /cancel below it.',
  routes: serviceRoutes,
});

await serve({
  url: import.meta.url,
  title: 'Diary of Wrenfield',
  port: 4312,
  tokenVariable: 'APPOINTMENTS_TOKEN',
  example: '/slots?treatment=first',
  create: createService,
});
