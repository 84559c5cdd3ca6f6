import type { ServiceRoute } from '../services/json-service.ts';
import { serve } from '../services/serve.ts';
import { serviceOf } from '../services/service-of.ts';
import { createBilling } from './billing.ts';
import { createStatusPage } from './status-page.ts';

/** What can be asked of Larkfold, an invented maker of project boards; all of it begins anew with each call. */
export function serviceRoutes(now: () => Date): ServiceRoute[] {
  const billing = createBilling(now);
  const statusOf = createStatusPage(now);
  return [
    {
      method: 'GET',
      path: /^\/accounts\/([^/]{1,100})$/,
      handle: ({ params: [number = ''] }) => billing.account(number),
    },
    {
      method: 'GET',
      path: /^\/accounts\/([^/]{1,100})\/invoices\/([^/]{1,100})$/,
      handle: ({ params: [number = '', invoice = ''] }) => billing.invoice(number, invoice),
    },
    {
      method: 'POST',
      path: /^\/accounts\/([^/]{1,100})\/changes$/,
      handle: ({ params: [number = ''], body: { change, months } }) =>
        billing.change(number, String(change), Number(months ?? 0)),
    },
    { method: 'GET', path: /^\/status$/, handle: ({ query }) => statusOf(query.get('part') ?? '') },
  ];
}

/** Accounts, invoices and the status page of Larkfold, on this machine only. Port 0 takes a free one. */
export const createService = serviceOf({
  tokenVariable: 'SUBSCRIPTION_TOKEN',
  hint: 'Use GET /accounts/LF-20418, GET /accounts/LF-20418/invoices/latest, POST /accounts/LF-20418/changes or GET /status.',
  routes: serviceRoutes,
});

await serve({
  url: import.meta.url,
  title: 'Accounts and status page of Larkfold',
  port: 4311,
  tokenVariable: 'SUBSCRIPTION_TOKEN',
  example: '/accounts/LF-20418',
  create: createService,
});
