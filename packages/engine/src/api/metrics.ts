import type { RequestHandler } from 'express';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export type Metrics = ReturnType<typeof createMetrics>;

/** What `/metrics` shows. Labels are bounded (routes, methods, statuses, outcomes) and never name a person or a case. */
export function createMetrics({ openStreams }: { openStreams: () => number }) {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'throughline_' });
  const requests = new Histogram({
    name: 'throughline_http_request_seconds',
    help: 'Time to answer a request, by route.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  });
  const messages = new Counter({
    name: 'throughline_channel_messages_total',
    help: 'Messages of customers, by channel and outcome.',
    labelNames: ['channel', 'outcome'],
    registers: [registry],
  });
  const actions = new Counter({
    name: 'throughline_agent_actions_total',
    help: 'Actions of agents, by type and outcome.',
    labelNames: ['type', 'outcome'],
    registers: [registry],
  });
  const streams = new Gauge({
    name: 'throughline_event_streams',
    help: 'Open streams of live screens and chat windows.',
    registers: [registry],
    collect() {
      this.set(openStreams());
    },
  });
  const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

  const measure: RequestHandler = (request, response, next) => {
    const stop = requests.startTimer({ method: methods.has(request.method) ? request.method : 'other' });
    response.once('finish', () => {
      const streamed = String(response.get('Content-Type')).startsWith('text/event-stream');
      if (streamed) return;
      stop({
        route: String(response.locals['route'] ?? 'other'),
        status: `${Math.floor(response.statusCode / 100)}xx`,
      });
    });
    next();
  };
  return { registry, messages, actions, streams, measure };
}
