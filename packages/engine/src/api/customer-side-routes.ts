import { createPortal } from '../channels/portal.ts';
import type { VisitorTokens } from '../channels/visitor-tokens.ts';
import { webchatArticleRoutes } from '../channels/webchat-articles.ts';
import { webchatFileRoutes } from '../channels/webchat-files.ts';
import { webchatRoutes } from '../channels/webchat-routes.ts';
import { createWebchat } from '../channels/webchat.ts';
import { webhookRoutes } from '../channels/webhook-routes.ts';
import { portalFileRoutes } from '../portal/portal-files.ts';
import { portalRoutes } from '../portal/portal-routes.ts';
import { createPortalView } from '../portal/portal-view.ts';
import { signInRoutes } from '../portal/sign-in-routes.ts';
import type { RouteDeps } from './app-deps.ts';
import type { Authenticate } from './authenticate.ts';
import { chatProfile } from './chat-profile.ts';
import type { ConfiguredCalls } from './configured-calls.ts';
import type { EventStreams } from './event-stream.ts';
import type { Metrics } from './metrics.ts';
import type { Route } from './route.ts';

type Shared = {
  streams: EventStreams;
  authenticate: Authenticate;
  metrics: Metrics;
  visitorTokens: VisitorTokens;
  calls: ConfiguredCalls | undefined;
};

/** What customers and the providers of their channels call: the chat, the portal, webhooks, the telephone. */
export function customerSideRoutes(deps: RouteDeps, shared: Shared): Route[] {
  const { config, stores, gateway, knowledge, proofs, portalCustomers, now } = deps;
  const { streams, authenticate, metrics, visitorTokens, calls } = shared;
  const { feed, policies } = stores;
  const view = createPortalView({ stores });
  const portal = createPortal({ portalCustomers, feed });
  return [
    ...webchatRoutes({
      ...{ stores, gateway, streams, authenticate, metrics, now },
      channel: createWebchat({ tokens: visitorTokens, feed }),
      tokens: visitorTokens,
      profile: () => chatProfile(stores, config.flowId),
      ...(config.webchat.identitySecret !== undefined && { identitySecret: config.webchat.identitySecret }),
    }),
    ...webchatFileRoutes({ stores, now }),
    ...webchatArticleRoutes({ knowledge, policies }),
    ...signInRoutes({ stores, proofs, portalCustomers, now }),
    ...portalRoutes({ stores, gateway, channel: portal, view, streams, authenticate, metrics, now }),
    ...portalFileRoutes({ stores, view, now }),
    ...webhookRoutes({
      ...{ gateway, metrics, now },
      channels: deps.channels,
      takeReceipt: deps.takeReceipt,
      publicUrl: config.publicUrl,
    }),
    ...(calls?.routes ?? []),
  ];
}
