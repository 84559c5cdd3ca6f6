import type { Logger } from 'pino';
import type { Catalogue } from '@throughline/flow/declaration';
import type { Step } from '@throughline/flow/step';
import type { CaseGateway } from '../cases/gateway.ts';
import type { HandOverLines } from '../cases/hand-over-lines.ts';
import type { Runners } from '../cases/node-activities.ts';
import type { Places } from '../cases/places.ts';
import type { TakeReceipt } from '../cases/take-receipt.ts';
import type { Channels } from '../channels/index.ts';
import type { Patience } from '../channels/voice/call-settings.ts';
import type { SettleCallback } from '../channels/voice/settle-callback.ts';
import type { Config } from '../config.ts';
import type { Knowledge } from '../knowledge/knowledge-api.ts';
import type { Answerer } from '../models/answerer.ts';
import type { Embedder } from '../models/embedder.ts';
import type { UsageTotals } from '../models/usage-totals.ts';
import type { PortalCustomers } from '../portal/portal-customer.ts';
import type { Stores } from '../stores/database.ts';
import type { Proofs } from '../stores/proofs.ts';
import type { DependencyCheck } from './health.ts';

/** What the API is made of. */
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

/** The same with a clock: what routes are made of. */
export type RouteDeps = AppDeps & { now: () => number };

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
