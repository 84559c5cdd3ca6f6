import { z } from 'zod';
import type { Authenticate } from '../api/authenticate.ts';
import type { EventStreams } from '../api/event-stream.ts';
import type { Metrics } from '../api/metrics.ts';
import { Problem } from '../api/problems.ts';
import type { Route } from '../api/route.ts';
import { customerRoute } from '../api/route.ts';
import { idParams, noContent, time } from '../api/shapes.ts';
import type { CaseGateway } from '../cases/gateway.ts';
import type { Channel } from '../channels/channel.ts';
import { portalMessage } from '../channels/portal.ts';
import { checkAttached } from '../channels/webchat-files.ts';
import type { CaseRow } from '../stores/cases.ts';
import type { Stores } from '../stores/database.ts';
import { exportOf, portalExport } from './export-customer.ts';
import { followCustomer } from './follow-customer.ts';
import type { PortalCustomer } from './portal-customer.ts';
import type { PortalView } from './portal-view.ts';
import { portalCase, portalCaseOf, portalMessageOf, portalMessageShown } from './portal-view.ts';

export type PortalRoutesDeps = {
  stores: Pick<Stores, 'files' | 'feed' | 'customers'>;
  gateway: Pick<CaseGateway, 'receive' | 'act'>;
  channel: Channel<PortalCustomer>;
  view: PortalView;
  streams: EventStreams;
  authenticate: Pick<Authenticate, 'customer'>;
  metrics: Metrics;
  now: () => number;
};

/** What a customer does at the portal with their own cases. Those of others are not there. */
export function portalRoutes(deps: PortalRoutesDeps): Route[] {
  const { stores, gateway, channel, view, streams, authenticate, metrics, now } = deps;

  async function own(customer: PortalCustomer, caseId: string): Promise<CaseRow> {
    const row = await view.caseOf(customer, caseId);
    if (!row) throw new Problem('case.not-found', 'Your cases are listed.');
    return row;
  }

  return [
    customerRoute({
      method: 'get',
      path: '/channels/portal/cases',
      tag: 'portal',
      summary: 'The customer’s cases, on whatever channel they began',
      answer: {
        status: 200,
        schema: z.object({ cases: z.array(portalCase) }),
        text: 'Newest change first, at most 200.',
      },
      handle: async ({ customer }) => ({ cases: (await view.cases(customer)).map(portalCaseOf) }),
    }),
    customerRoute({
      method: 'get',
      path: '/channels/portal/cases/{id}',
      tag: 'portal',
      summary: 'One of the customer’s cases, with what was said in it on all channels',
      params: idParams,
      answer: {
        status: 200,
        schema: z.object({ case: portalCase, messages: z.array(portalMessageShown) }),
        text: 'Messages oldest first; notes of agents are not among them.',
      },
      problems: ['case.not-found'],
      handle: async ({ params, customer }) => {
        const row = await own(customer, params.id);
        const messages = await view.messagesOf(customer, row._id);
        return { case: portalCaseOf(row), messages: messages.flatMap(portalMessageOf) };
      },
    }),
    customerRoute({
      method: 'post',
      path: '/channels/portal/messages',
      tag: 'portal',
      summary: 'Write into a case, which opens it again if it is closed; or begin a new one',
      body: portalMessage,
      answer: {
        status: 202,
        schema: z.object({ caseId: z.string(), at: time, duplicate: z.boolean() }),
        text: 'The message is kept, and will be answered.',
      },
      problems: ['case.not-found', 'message.unknown-file'],
      limit: 'message',
      handle: async ({ body, customer }) => {
        const at = now();
        if (body.case !== undefined) await own(customer, body.case);
        const parsed = channel.parse({ url: '', headers: {}, body, at }, customer);
        const [message] = parsed.ok ? parsed.messages : [];
        if (!parsed.ok || !message)
          throw new Problem('body.invalid', 'The message is not valid.', {
            errors: parsed.ok ? [] : parsed.issues,
          });
        const attached = (message.attachments ?? []).map(({ id }) => id);
        await checkAttached(stores.files, { attached, messageId: message.messageId });
        const { caseId, duplicate } = await gateway.receive(message);
        metrics.messages.inc({ channel: 'portal', outcome: duplicate ? 'duplicate' : 'received' });
        return { caseId, at, duplicate };
      },
    }),
    customerRoute({
      method: 'post',
      path: '/channels/portal/cases/{id}/close',
      tag: 'portal',
      summary: 'Close a case; writing to it opens it again',
      params: idParams,
      body: z.strictObject({
        action: z.uuid().meta({ description: 'Made by the page: sent twice, it is one action.' }),
        reason: z.enum(['solved', 'not-needed']).default('solved'),
      }),
      answer: noContent('It is closed.'),
      problems: ['case.not-found', 'case.closed'],
      handle: async ({ params, body, customer }) => {
        const { _id } = await own(customer, params.id);
        const { action, reason } = body;
        const done = await gateway.act(_id, {
          action,
          type: 'customer-close',
          customer: customer.id,
          reason,
        });
        if (!done.ok) throw new Problem('case.closed', 'The case is closed. Write to it to open it again.');
      },
    }),
    customerRoute({
      method: 'get',
      path: '/channels/portal/events',
      tag: 'portal',
      summary: 'Follow the customer’s cases: events changed (read the case anew) and typing',
      answer: { status: 200, raw: 'text/event-stream', text: 'Server-sent events, until the client closes.' },
      problems: ['stream.too-many'],
      handle: async ({ customer, request, response, log }) => {
        const stream = streams.open(response, customer.id);
        if (stream === 'gone') return;
        if (stream === 'too-many')
          throw new Problem('stream.too-many', 'Close another window of the portal first.', {
            headers: { 'Retry-After': '30' },
          });
        stream.onHeartbeat(() => authenticate.customer(request, response));
        followCustomer({ feed: stores.feed, view }, stream, customer).catch((error: unknown) => {
          log.warn({ err: error }, 'a portal stream was cut off');
          stream.end();
        });
      },
    }),
    customerRoute({
      method: 'get',
      path: '/channels/portal/export',
      tag: 'portal',
      summary: 'All that is known of the customer: cases, messages, files by name, identifiers',
      answer: { status: 200, schema: portalExport, text: 'As a file to save.' },
      handle: async ({ customer, response }) => {
        response.attachment('my-data.json');
        return exportOf({ view, customers: stores.customers }, customer, now());
      },
    }),
  ];
}
