import type { Request, Response } from 'express';
import type { Metrics } from '../api/metrics.ts';
import { Problem } from '../api/problems.ts';
import { readRawBody } from '../api/raw-body.ts';
import type { Route } from '../api/route.ts';
import { publicRoute } from '../api/route.ts';
import type { CaseGateway } from '../cases/gateway.ts';
import type { TakeReceipt } from '../cases/take-receipt.ts';
import type { Channel, ChannelRequest, Webhook, WebhookReply } from './channel.ts';
import type { Channels } from './index.ts';
import { readWebhookBody } from './webhook-body.ts';

export type WebhookRoutesDeps = {
  channels: Channels;
  gateway: Pick<CaseGateway, 'accept'>;
  takeReceipt: TakeReceipt;
  publicUrl: string;
  metrics: Metrics;
  now: () => number;
};

const defaultLimitBytes = 256 * 1024;

/**
 * The addresses that providers call. Of what is not signed only the form is read, to check that, and nothing is kept; what is signed and makes no
 * sense is refused with why; the rest is kept before it is acknowledged, and a provider that comes again changes nothing.
 */
export function webhookRoutes(deps: WebhookRoutesDeps): Route[] {
  return Object.values(deps.channels).flatMap((channel) =>
    (channel.webhooks ?? []).map((webhook) => webhookRoute(channel, webhook, deps)),
  );
}

function webhookRoute(channel: Channel, webhook: Webhook, deps: WebhookRoutesDeps): Route {
  const { gateway, takeReceipt, publicUrl, metrics, now } = deps;
  return publicRoute({
    method: webhook.method,
    path: webhook.path,
    tag: 'webhooks',
    summary: webhook.summary,
    answer: { status: 200, raw: 'text/plain', text: 'What the provider expects.' },
    problems: [
      'webhook.unsigned',
      'body.invalid',
      'body.too-large',
      'body.wrong-type',
      'body.not-json',
      'body.not-utf8',
    ],
    limit: 'webhook',
    handle: async ({ request, response }) => {
      // Under load, requests on open connections pass those that still wait for one: messages would come in out of order.
      response.set('connection', 'close');
      const incoming = await readWebhook(request, response, { webhook, publicUrl, at: now() });
      const verified = await channel.verify(incoming);
      if (!verified.ok) {
        metrics.messages.inc({ channel: channel.name, outcome: 'refused' });
        throw new Problem('webhook.unsigned', verified.text);
      }
      const parsed = channel.parse(incoming, verified.proof);
      if (!parsed.ok) {
        metrics.messages.inc({ channel: channel.name, outcome: 'invalid' });
        throw new Problem('body.invalid', 'The request of the provider is not understood.', {
          errors: parsed.issues,
        });
      }
      for (const message of parsed.messages) {
        const { duplicate } = await gateway.accept(message);
        metrics.messages.inc({ channel: message.channel, outcome: duplicate ? 'duplicate' : 'received' });
      }
      for (const receipt of parsed.receipts ?? []) await takeReceipt(channel.name, receipt);
      replyToWebhook(response, parsed.reply);
    },
  });
}

/** What came in, with the address as the provider knows it. */
export async function readWebhook(
  request: Request,
  response: Response,
  {
    webhook,
    publicUrl,
    at,
  }: { webhook: Pick<Webhook, 'method' | 'limitBytes'>; publicUrl: string; at: number },
): Promise<ChannelRequest> {
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  );
  const url = `${publicUrl}${request.originalUrl}`;
  if (webhook.method === 'get') return { url, headers, body: {}, at };
  const rawBody = await readRawBody(request, response, webhook.limitBytes ?? defaultLimitBytes);
  return { url, headers, body: readWebhookBody(headers['content-type'], rawBody), rawBody, at };
}

export function replyToWebhook(response: Response, answer: WebhookReply | undefined): void {
  if (!answer) return void response.status(204).end();
  response
    .status(answer.status ?? 200)
    .type(answer.type)
    .send(answer.body);
}
