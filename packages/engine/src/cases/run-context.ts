import type { RunContext } from '@throughline/nodes/run-context';
import type { Logger } from 'pino';
import type { Knowledge } from '../knowledge/knowledge-api.ts';
import { createGuardedHttp } from '../http/guarded-http.ts';
import type { Stores } from '../stores/database.ts';
import type { Proofs } from '../stores/proofs.ts';
import { credentialHeaders } from '../http/credential-headers.ts';
import type { CreateRunContext } from './node-activities.ts';
import type { Places } from './places.ts';
import type { Answerer } from '../models/answerer.ts';
import type { HistoryMessage, Usage } from '../models/model.ts';
import { knowledgeAccess, modelAccess } from './model-access.ts';

export type RunContextDeps = {
  stores: Stores;
  proofs: Pick<Proofs, 'start' | 'check'>;
  places: Places;
  knowledge: Knowledge;
  answerer: Answerer;
  allowedAddresses: string[];
  log: Logger;
};

const rememberedMessages = 8;

/** Opens the world for one run of a node; everything in it is bound to the run's idempotency key and time limit. */
export function createRunContextFactory(deps: RunContextDeps): CreateRunContext {
  const { stores, proofs, places, knowledge, answerer, allowedAddresses, log } = deps;
  const guardedHttp = createGuardedHttp(allowedAddresses);
  return ({ caseId, run, node, nodeType, input }, signal): RunContext => {
    const idempotencyKey = `${caseId}:${run}`;
    const onUsage = (usage: Usage) => stores.cases.addUsage(caseId, usage);
    const logger = log.child({ caseId, run, node, nodeType });
    return {
      caseId,
      run,
      idempotencyKey,
      signal,
      now: Date.now,
      log: (text, facts) => logger.info(facts ?? {}, text),
      http: guardedHttp({
        ...{ signal, idempotencyKey },
        credentialHeaders: (name, host) => credentialHeaders(stores, name, host),
      }),
      knowledge: knowledgeAccess(knowledge, signal, onUsage),
      model: modelAccess(answerer, {
        signal,
        idempotencyKey,
        history: () => historyOf(stores, caseId, new Set(input.messages.map(({ id }) => id))),
        onUsage,
      }),
      customers: {
        get: async (id) => ({
          ...(await stores.customers.facts(id)),
          identifiers: await stores.customers.identifiersOf(id),
        }),
        find: async (identifier) => {
          const holder = await stores.customers.findByIdentifier(identifier);
          return holder ? [await stores.customers.facts(holder._id)] : [];
        },
        async claim(customerId, identifier, evidence) {
          await stores.customers.claim({
            ...identifier,
            customerId,
            level: 'claimed',
            evidence,
            author: `flow:${run}`,
            at: Date.now(),
          });
        },
      },
      proofs: {
        start: (request) => proofs.start({ ...request, key: idempotencyKey, at: Date.now() }),
        check: (request) => proofs.check({ ...request, by: idempotencyKey, at: Date.now() }),
      },
      channels: {
        // Numbers and addresses stay here.
        places: async () => (await places.of(caseId)).map(({ theirs: _, ...place }) => place),
        open: async (conversation) => void (await places.open(caseId, conversation)),
        queue: (name) => stores.cases.queueLoad(name, Date.now()),
      },
      matches: {
        take: (request) => stores.matches.take({ ...request, caseId, by: idempotencyKey, at: Date.now() }),
        link: ({ evidence, ...request }) =>
          stores.matches.link({
            ...request,
            evidence: { how: 'match-rule', caseId, run, ...evidence },
            author: `flow:${run}`,
            at: Date.now(),
          }),
      },
      keep: (name, body) => stores.contents.keep(caseId, `${run}:${name}`, body),
      load: (reference) => stores.contents.load(reference),
    };
  };
}

/** What was said before the messages of this turn; notes are for colleagues only. */
async function historyOf(
  { messages }: Stores,
  caseId: string,
  thisTurn: ReadonlySet<string>,
): Promise<HistoryMessage[]> {
  const last = await messages.lastOfCase(caseId, rememberedMessages + thisTurn.size);
  return last.flatMap(({ _id, from, text }) =>
    from === 'note' || thisTurn.has(_id) ? [] : [{ from, text }],
  );
}
