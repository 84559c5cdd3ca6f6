import { digest } from '@throughline/flow/digest';
import type { Json } from '@throughline/flow/json';
import type { Customer } from '@throughline/flow/message';
import type { Identifier, RunContext } from '@throughline/nodes/run-context';
import type { Place } from '@throughline/nodes/place';
import { NodeFailure } from '@throughline/nodes/runner';
import { createGuardedHttp } from '../http/guarded-http.ts';
import { credentialHeaders } from '../http/credential-headers.ts';
import type { Knowledge } from '../knowledge/knowledge-api.ts';
import type { Answerer } from '../models/answerer.ts';
import type { HistoryMessage } from '../models/model.ts';
import type { UsageTotals } from '../models/usage-totals.ts';
import type { Stores } from '../stores/database.ts';
import { knowledgeAccess, modelAccess } from './model-access.ts';

export type PretendDeps = {
  stores: Pick<Stores, 'credentials'>;
  knowledge: Pick<Knowledge, 'retrieve'>;
  answerer: Answerer;
  usage: Pick<UsageTotals, 'add'>;
  allowedAddresses: string[];
  now: () => number;
};

/** One run of a node in a simulation, and what the simulation pretends. */
export type PretendRun = {
  /** Of the simulation. */
  id: string;
  /** `nodeId#visit` */
  run: string;
  caseId: string;
  customer: Customer & { identifiers: Identifier[] };
  places: Place[];
  history: HistoryMessage[];
  /** Bodies that earlier nodes kept, by the reference's `content`. */
  contents: { [content: string]: Json };
  /** Whether other systems may be called. */
  http: boolean;
};

/** The code that proves a pretended customer; every other is wrong. */
export const pretendCode = '123456';

/**
 * The world of a run in a simulation. Knowledge and model are the real ones, and other systems are called where the author asked
 * for it, under the same guard; customers, proofs, matches, channels and contents are pretended, and nothing is written.
 */
export function createPretendContexts(deps: PretendDeps) {
  const guardedHttp = createGuardedHttp(deps.allowedAddresses);
  return (
    pretend: PretendRun,
    signal: AbortSignal,
  ): { context: RunContext; kept: { [content: string]: Json } } => {
    const { id, run, caseId, customer, places, history, contents } = pretend;
    const idempotencyKey = `sim-${id}:${run}`;
    const kept: { [content: string]: Json } = {};
    const onUsage = async (usage: Parameters<UsageTotals['add']>[0]) => deps.usage.add(usage);
    const context: RunContext = {
      ...{ caseId, run, idempotencyKey, signal, now: deps.now },
      log: () => {},
      http: pretend.http
        ? guardedHttp({
            ...{ signal, idempotencyKey },
            credentialHeaders: (name, host) => credentialHeaders(deps.stores, name, host),
          })
        : { request: refuseHttp },
      knowledge: knowledgeAccess(deps.knowledge, signal, onUsage),
      model: modelAccess(deps.answerer, { signal, idempotencyKey, history: async () => history, onUsage }),
      customers: { get: async () => customer, find: async () => [], claim: async () => {} },
      proofs: {
        start: async () => ({ ok: true, proof: 'pretended' }),
        check: async ({ code, customerId }) =>
          code.trim() === pretendCode ? { ok: true, customerId } : { ok: false, code: 'wrong', triesLeft: 2 },
      },
      channels: {
        places: async () => places,
        open: async () => {},
        queue: async () => ({ waiting: 0, longestMs: 0 }),
      },
      matches: {
        take: async () => ({ ok: true }),
        link: async ({ customerId, proves }) => ({ known: proves, customerId, reason: 'pretended' }),
      },
      async keep(name, body) {
        const content = `${run}:${name}`;
        kept[content] = body;
        return { content, digest: digest(body), bytes: Buffer.byteLength(JSON.stringify(body)) };
      },
      async load({ content }) {
        const body = kept[content] ?? (Object.hasOwn(contents, content) ? contents[content] : undefined);
        if (body !== undefined) return body;
        throw new NodeFailure(
          'simulation.no-content',
          'What an earlier node kept is not there: its result was not live. Run that node live, too.',
        );
      },
    };
    return { context, kept };
  };
}

async function refuseHttp(): Promise<never> {
  throw new NodeFailure('simulation.no-http', 'This simulation does not call other systems.');
}
