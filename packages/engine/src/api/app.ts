import express from 'express';
import type { Express } from 'express';
import type { Logger } from 'pino';
import type { Catalogue } from '@throughline/flow/declaration';
import type { Step } from '@throughline/flow/step';
import { runners as builtInRunners } from '@throughline/nodes/runners';
import { createCallCustomer } from '../cases/call-customer.ts';
import type { CaseGateway } from '../cases/gateway.ts';
import type { Runners } from '../cases/node-activities.ts';
import type { HandOverLines } from '../cases/hand-over-lines.ts';
import type { Places } from '../cases/places.ts';
import { createReadPromises } from '../cases/read-promises.ts';
import type { TakeReceipt } from '../cases/take-receipt.ts';
import type { Channels } from '../channels/index.ts';
import { knownChannels } from '../channels/known-channels.ts';
import { createWebchat } from '../channels/webchat.ts';
import { webchatArticleRoutes } from '../channels/webchat-articles.ts';
import { webchatFileRoutes } from '../channels/webchat-files.ts';
import { webchatOrigins } from '../channels/webchat-origins.ts';
import { webchatRoutes } from '../channels/webchat-routes.ts';
import { createTestMessages } from '../channels/test-message.ts';
import { createVisitorTokens } from '../channels/visitor-tokens.ts';
import { configuredTelephony } from '../channels/voice/configured-telephony.ts';
import { usualPatience } from '../channels/voice/call-settings.ts';
import type { Patience } from '../channels/voice/call-settings.ts';
import type { RelaySocket } from '../channels/voice/relay-socket.ts';
import type { SettleCallback } from '../channels/voice/settle-callback.ts';
import { createVoiceCalls } from '../channels/voice/voice-calls.ts';
import { createConversationIds } from '../crypto/derived-ids.ts';
import { createPortal } from '../channels/portal.ts';
import { webhookRoutes } from '../channels/webhook-routes.ts';
import type { Config } from '../config.ts';
import { createFileLinks } from '../files/file-links.ts';
import { createGuardedHttp } from '../http/guarded-http.ts';
import type { Knowledge } from '../knowledge/knowledge-api.ts';
import { createPageReader } from '../knowledge/read-pages.ts';
import { createMailTaker } from '../mail/mail-taker.ts';
import type { TakeMail } from '../mail/take-mail.ts';
import type { Answerer } from '../models/answerer.ts';
import type { Embedder } from '../models/embedder.ts';
import type { UsageTotals } from '../models/usage-totals.ts';
import type { PortalCustomers } from '../portal/portal-customer.ts';
import { portalFileRoutes } from '../portal/portal-files.ts';
import { portalRoutes } from '../portal/portal-routes.ts';
import { createPortalView } from '../portal/portal-view.ts';
import { signInRoutes } from '../portal/sign-in-routes.ts';
import type { Stores } from '../stores/database.ts';
import type { Proofs } from '../stores/proofs.ts';
import { articleRoutes } from './articles.ts';
import { askKnowledgeRoutes } from './ask-knowledge.ts';
import { createAuthenticate } from './authenticate.ts';
import { caseActionRoutes } from './case-actions.ts';
import { caseCallbackRoutes } from './case-callbacks.ts';
import { caseLinkRoutes } from './case-links.ts';
import { caseRoutes } from './cases.ts';
import { changeRoutes } from './changes.ts';
import { channelRoutes } from './channels.ts';
import { channelSettingsRoutes } from './channel-settings.ts';
import { createCheckMonitor } from './check-monitor.ts';
import { credentialRoutes } from './credentials.ts';
import { customerRoutes } from './customers.ts';
import { createEventStreams } from './event-stream.ts';
import { eventRoutes } from './events.ts';
import { fileRoutes } from './files.ts';
import { originalRoutes } from './originals.ts';
import { flowTestRoutes } from './flow-tests.ts';
import { flowMoveRoutes } from './flow-moves.ts';
import { flowDraftRoutes } from './flow-drafts.ts';
import { flowRoutes } from './flows.ts';
import { importArticleRoutes } from './import-articles.ts';
import { handleErrors, notFound } from './handle-errors.ts';
import type { DependencyCheck } from './health.ts';
import { healthRoutes } from './health.ts';
import { identityRoutes } from './identity.ts';
import { journalRoutes } from './journal.ts';
import { measureKnowledge } from './knowledge-metrics.ts';
import type { Metrics } from './metrics.ts';
import { createMetrics } from './metrics.ts';
import { nodeUseRoutes } from './node-uses.ts';
import { modelRoutes } from './models.ts';
import { nodeRoutes } from './nodes.ts';
import { openApiDocument, openApiRoutes } from './openapi.ts';
import { openQuestionRoutes } from './open-questions.ts';
import { servePages } from './pages.ts';
import { placeRoutes } from './places.ts';
import { policyRoutes } from './policies.ts';
import { publishRoutes } from './publish.ts';
import { queueRoutes } from './queues.ts';
import { createRateLimits } from './rate-limits.ts';
import { registerRoutes } from './register-routes.ts';
import { requestLog } from './request-log.ts';
import type { Route } from './route.ts';
import { securityHeaders } from './security-headers.ts';
import { createSessionCookie } from './session-cookie.ts';
import { retentionRoutes } from './retention.ts';
import { roleRoutes } from './roles.ts';
import { sessionRoutes } from './session.ts';
import { setAsideMailRoutes } from './set-aside-mails.ts';
import { setupRoutes } from './setup.ts';
import { simulateRoutes } from './simulate.ts';
import { templateRoutes } from './templates.ts';
import { tokenRoutes } from './tokens.ts';
import { userRoutes } from './users.ts';
import { usesRoutes } from './uses.ts';

export type AppDeps = {
  config: AppConfig;
  stores: Stores;
  gateway: CaseGateway;
  channels: Channels;
  places: Places;
  takeReceipt: TakeReceipt;
  settleCallback: SettleCallback;
  lines: Pick<HandOverLines, 'begin'>;
  knowledge: Knowledge;
  answerer: Answerer;
  embedder: Embedder;
  /** Of paid models, beside what cases used. */
  usage: UsageTotals;
  catalogue: Catalogue;
  /** For simulations; those of the built-in nodes without it. */
  runners?: Runners;
  /** For replaying journals. */
  step: Step;
  log: Logger;
  /** What `/readyz` asks. */
  checks: DependencyCheck[];
  /** Built pages; none are served without it. */
  pagesDir?: string;
  proofs: Proofs;
  portalCustomers: PortalCustomers;
  now?: () => number;
  /** Checks answers against their schemas; for tests. */
  checkAnswers?: boolean;
  heartbeatMs?: number;
  /** How long callers wait; for tests. */
  patience?: Patience;
};

export type AppConfig = Pick<
  Config,
  | 'masterKey'
  | 'publicUrl'
  | 'metrics'
  | 'trustedProxies'
  | 'rateLimitScale'
  | 'webchat'
  | 'flowId'
  | 'channels'
  | 'http'
  | 'openai'
>;

/** `close` ends the open event streams and sockets, so that a server can stop; `upgrade` opens those sockets. */
export type App = {
  express: Express;
  routes: Route[];
  metrics: Metrics;
  takeMail?: TakeMail;
  close: () => void;
  upgrade?: RelaySocket['upgrade'];
};

export function createApp(deps: AppDeps): App {
  const { config, stores, gateway, knowledge, now = Date.now } = deps;
  const { publicUrl } = config;
  const { users, policies, feed } = stores;
  const streams = createEventStreams(deps.heartbeatMs === undefined ? {} : { heartbeatMs: deps.heartbeatMs });
  const metrics = createMetrics({ openStreams: streams.count });
  measureKnowledge(metrics.registry, { knowledge, usage: deps.usage });
  const cookie = createSessionCookie({ publicUrl });
  const visitorTokens = createVisitorTokens({ masterKey: config.masterKey.bytes, now });
  const monitor = createCheckMonitor({ ...config.metrics, publicUrl });
  const { accountAt } = stores.customers;
  const { proofs, portalCustomers } = deps;
  const authenticate = createAuthenticate({
    ...{ users, visitorTokens, accountAt, cookie, portalCustomers, monitor, now },
  });
  const limits = createRateLimits(config.rateLimitScale);
  const channel = createWebchat({ tokens: visitorTokens, feed });

  const known = knownChannels(deps.channels);
  const view = createPortalView({ stores });
  const portal = createPortal({ portalCustomers, feed });
  const voice = voiceCalls(deps, metrics);
  const takeMail = createMailTaker({ ...deps, masterKey: config.masterKey.bytes, metrics });

  const routes: Route[] = [
    ...healthRoutes({ checks: deps.checks, registry: metrics.registry }),
    ...webchatRoutes({
      stores,
      gateway,
      channel,
      streams,
      authenticate,
      metrics,
      now,
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
      channels: deps.channels,
      gateway,
      takeReceipt: deps.takeReceipt,
      publicUrl,
      metrics,
      now,
    }),
    ...(voice?.routes ?? []),
    ...sessionRoutes({ users, cookie, now }),
    ...setupRoutes({ users, cookie, now }),
    ...userRoutes({ users, publicUrl, now }),
    ...tokenRoutes({ users, now }),
    ...caseRoutes({
      stores,
      gateway,
      readPromises: createReadPromises({ stores, answerer: deps.answerer, log: deps.log, now }),
      now,
    }),
    ...caseLinkRoutes({ stores, gateway, now }),
    ...caseActionRoutes({ stores, places: deps.places, gateway, channels: deps.channels, metrics, now }),
    ...caseCallbackRoutes({ stores, callCustomer: callCustomer(deps), now }),
    ...placeRoutes({ stores, places: deps.places }),
    ...journalRoutes({ stores, step: deps.step, now }),
    ...fileRoutes({
      stores,
      links: createFileLinks({ masterKey: config.masterKey.bytes, publicUrl }),
      now,
    }),
    ...originalRoutes({ stores }),
    ...setAsideMailRoutes({ stores, takeMail, now }),
    ...customerRoutes({ stores, gateway, now }),
    ...identityRoutes({ stores, flowId: config.flowId, now }),
    ...queueRoutes({ stores }),
    ...eventRoutes({ feed, streams, authenticate }),
    ...policyRoutes({ stores, knowledge, catalogue: deps.catalogue, now }),
    ...articleRoutes({ knowledge, stores, now }),
    ...importArticleRoutes({
      knowledge,
      pages: createPageReader({ http: createGuardedHttp(config.http.allowedAddresses), knowledge }),
    }),
    ...askKnowledgeRoutes({ knowledge, answerer: deps.answerer, policies, usage: deps.usage }),
    ...openQuestionRoutes({ ...deps, now }),
    ...flowRoutes({ stores, catalogue: deps.catalogue, channels: known }),
    ...flowMoveRoutes({ stores, now }),
    ...publishRoutes({ stores, catalogue: deps.catalogue, channels: known, now }),
    ...flowDraftRoutes({ stores, now }),
    ...flowTestRoutes({ stores, now }),
    ...templateRoutes({ stores, knowledge, now }),
    ...channelRoutes({ channels: known }),
    ...nodeRoutes({ catalogue: deps.catalogue }),
    ...nodeUseRoutes({ catalogue: deps.catalogue, stores }),
    ...simulateRoutes({
      ...deps,
      ...{
        runners: { ...builtInRunners, ...deps.runners },
        allowedAddresses: config.http.allowedAddresses,
        now,
      },
    }),
    ...credentialRoutes({ stores, now }),
    ...channelSettingsRoutes({
      ...{ channels: deps.channels, config, now },
      testMessages: createTestMessages({
        ...{ stores, lines: deps.lines },
        conversationIds: createConversationIds(config.masterKey.bytes),
      }),
    }),
    ...modelRoutes({ ...deps, now }),
    ...retentionRoutes({ stores, now }),
    ...usesRoutes({ stores, knowledge, catalogue: deps.catalogue }),
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
      voice?.socket?.close();
    },
    ...(takeMail && { takeMail }),
    ...(voice?.socket && { upgrade: voice.socket.upgrade }),
  };
}

function voiceCalls(deps: AppDeps, metrics: Metrics) {
  const { config, stores, now = Date.now, patience = usualPatience } = deps;
  const { twilio, plivo } = config.channels;
  const configured = configuredTelephony(config.channels);
  if (!configured) return undefined;
  const { telephony, settings, streamed } = configured;
  const smsFrom = twilio?.smsFrom ?? plivo?.smsFrom;
  return createVoiceCalls({
    ...deps,
    telephony,
    conversationIds: createConversationIds(config.masterKey.bytes),
    settings: { ...settings, streamed, patience },
    ...(smsFrom !== undefined && 'sms' in deps.channels && { smsFrom }),
    publicUrl: config.publicUrl,
    languages: async () => (await chatProfile(stores, config.flowId)).languages,
    metrics,
    now,
  });
}

function callCustomer({ config, stores, now = Date.now }: AppDeps) {
  const telephony = configuredTelephony(config.channels)?.settings;
  return createCallCustomer({ stores, now, ...(telephony && { telephony }) });
}

/** A greeting is a policy like any other text of the shop; the languages are the flow's. */
async function chatProfile(
  { flows, policies }: Stores,
  flowId: string,
): Promise<{ greeting?: string; languages: string[] }> {
  const [flow, { values }] = await Promise.all([flows.live(flowId), policies.snapshot()]);
  const greeting = values['webchat_greeting'];
  return {
    languages: flow?.plan.settings.languages ?? ['en'],
    ...(typeof greeting === 'string' && greeting !== '' && { greeting }),
  };
}
