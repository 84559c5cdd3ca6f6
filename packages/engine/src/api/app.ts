import express from 'express';
import type { Express } from 'express';
import { createVisitorTokens } from '../channels/visitor-tokens.ts';
import type { RelaySocket } from '../channels/voice/relay-socket.ts';
import { webchatOrigins } from '../channels/webchat-origins.ts';
import { createMailTaker } from '../mail/mail-taker.ts';
import type { TakeMail } from '../mail/take-mail.ts';
import { accountRoutes } from './account-routes.ts';
import type { AppDeps, RouteDeps } from './app-deps.ts';
import { createAuthenticate } from './authenticate.ts';
import { authorRoutes } from './author-routes.ts';
import { changeRoutes } from './changes.ts';
import { createCheckMonitor } from './check-monitor.ts';
import { configuredCalls } from './configured-calls.ts';
import { customerSideRoutes } from './customer-side-routes.ts';
import { deskRoutes } from './desk-routes.ts';
import { createEventStreams } from './event-stream.ts';
import { handleErrors, notFound } from './handle-errors.ts';
import { healthRoutes } from './health.ts';
import { measureKnowledge } from './knowledge-metrics.ts';
import type { Metrics } from './metrics.ts';
import { createMetrics } from './metrics.ts';
import { openApiDocument, openApiRoutes } from './openapi.ts';
import { servePages } from './pages.ts';
import { createRateLimits } from './rate-limits.ts';
import { registerRoutes } from './register-routes.ts';
import { requestLog } from './request-log.ts';
import { roleRoutes } from './roles.ts';
import type { Route } from './route.ts';
import { securityHeaders } from './security-headers.ts';
import { createSessionCookie } from './session-cookie.ts';
import { settingsRoutes } from './settings-routes.ts';

/** `close` ends the open event streams and sockets, so that a server can stop; `upgrade` opens those sockets. */
export type App = {
  express: Express;
  routes: Route[];
  metrics: Metrics;
  takeMail?: TakeMail;
  close: () => void;
  upgrade?: RelaySocket['upgrade'];
};

export function createApp(given: AppDeps): App {
  const deps: RouteDeps = { now: Date.now, ...given };
  const { config, stores, portalCustomers, now } = deps;
  const { publicUrl } = config;
  const { users } = stores;
  const streams = createEventStreams(deps.heartbeatMs === undefined ? {} : { heartbeatMs: deps.heartbeatMs });
  const metrics = createMetrics({ openStreams: streams.count });
  measureKnowledge(metrics.registry, deps);
  const cookie = createSessionCookie({ publicUrl });
  const visitorTokens = createVisitorTokens({ masterKey: config.masterKey.bytes, now });
  const monitor = createCheckMonitor({ ...config.metrics, publicUrl });
  const { accountAt } = stores.customers;
  const authenticate = createAuthenticate({
    ...{ users, visitorTokens, accountAt, cookie, portalCustomers, monitor, now },
  });
  const calls = configuredCalls(deps, metrics);
  const takeMail = createMailTaker({ ...deps, masterKey: config.masterKey.bytes, metrics });

  const routes: Route[] = [
    ...healthRoutes({ checks: deps.checks, registry: metrics.registry }),
    ...customerSideRoutes(deps, { streams, authenticate, metrics, visitorTokens, calls }),
    ...accountRoutes(deps, cookie),
    ...deskRoutes(deps, { streams, authenticate, metrics, takeMail }),
    ...authorRoutes(deps),
    ...settingsRoutes(deps),
    ...roleRoutes(() => routes),
    ...changeRoutes({ users }),
    ...openApiRoutes(() => document),
  ];
  const document = openApiDocument(routes);

  const app = express();
  app.set('trust proxy', config.trustedProxies);
  app.disable('x-powered-by');
  app.use(requestLog(deps.log), metrics.measure, securityHeaders({ publicUrl }));
  app.use(['/api', '/channels'], (_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  const limits = createRateLimits(config.rateLimitScale);
  const guards = { authenticate, limits, checkAnswers: deps.checkAnswers ?? false };
  const isWebhook = ({ limit }: Route) => limit === 'webhook';
  // A provider speaks for all its customers and does not come again after a refusal: only its own limit counts it.
  registerRoutes(app, routes.filter(isWebhook), guards);
  app.use(limits.address);
  app.use('/channels/webchat', webchatOrigins({ origins: config.webchat.origins, publicUrl }));
  registerRoutes(
    app,
    routes.filter((route) => !isWebhook(route)),
    guards,
  );
  if (deps.pagesDir !== undefined) servePages(app, deps.pagesDir);
  app.use(notFound, handleErrors);
  return {
    express: app,
    routes,
    metrics,
    close() {
      streams.closeAll();
      calls?.socket?.close();
    },
    ...(takeMail && { takeMail }),
    ...(calls?.socket && { upgrade: calls.socket.upgrade }),
  };
}
