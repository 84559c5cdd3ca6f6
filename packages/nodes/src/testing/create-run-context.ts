import { createHash } from 'node:crypto';
import type { Json } from '@throughline/flow/json';
import type { Customer } from '@throughline/flow/message';
import type { ContentReference } from '@throughline/flow/node-result';
import type { Place } from '../place.ts';
import type {
  HttpRequest,
  HttpResponse,
  Identifier,
  KnowledgeAccess,
  MatchAccess,
  ModelAccess,
  ProofAccess,
  RunContext,
} from '../run-context.ts';
import { NodeFailure } from '../runner.ts';
import { monday, nodeId } from './given.ts';
import { createTestKnowledge } from './test-knowledge.ts';
import { createTestProofs } from './test-proofs.ts';
import type { TestArticle } from './test-knowledge.ts';
import { createTestMatches } from './test-matches.ts';
import { createTestModel } from './test-model.ts';

export type RunContextOptions = {
  /** The knowledge base: looked up by shared words. */
  articles?: TestArticle[];
  /** Answers HTTP requests; without it nothing can be reached. Throw `HttpTimeout` or `NodeFailure` to fail. */
  respond?: (request: HttpRequest) => Partial<HttpResponse> | Promise<Partial<HttpResponse>>;
  /** Stands in for parts of the model, which otherwise answers with sentences of the passages. */
  model?: Partial<ModelAccess>;
  customers?: (Customer & { identifiers?: Identifier[] })[];
  /** Sends every code, `123456`, and checks it for who asked; stands in for parts of that. */
  proofs?: Partial<ProofAccess>;
  /** Where the customer can be reached. */
  places?: Place[];
  /** Who waits, by queue. */
  queues?: { [name: string]: { waiting: number; longestMs: number } };
  /** Match tries that each customer has taken. */
  tries?: number;
  now?: number;
};

export type TestRunContext = RunContext & {
  /** What the runner asked of the world, in order, such as `{ access: 'http.request', with: { url, ... } }`. */
  calls: { access: string; with: unknown }[];
  contents: Map<string, Json>;
  /** Time is up: every access rejects from now on, those under way too. */
  abort(): void;
};

/** A run context that works without a network: each access behaves, within the test's own small world, and is recorded. */
export function createRunContext(options: RunContextOptions = {}): TestRunContext {
  const controller = new AbortController();
  const { signal } = controller;
  const calls: TestRunContext['calls'] = [];
  const contents = new Map<string, Json>();
  const customers = new Map(
    options.customers?.map((customer) => [customer.id, { identifiers: [], ...customer }]),
  );
  const knowledge = createTestKnowledge(options.articles ?? []);
  const model = { ...createTestModel(), ...options.model };
  const proofs = { ...createTestProofs(options.customers ?? []), ...options.proofs };
  const run = `${nodeId}#1`;
  const matches = createTestMatches(customers, { now: options.now ?? monday, tries: options.tries ?? 0 });

  return {
    caseId: 'case-1',
    run,
    idempotencyKey: `case-1:${run}`,
    signal,
    now: () => options.now ?? monday,
    log: (text, facts) => void calls.push({ access: 'log', with: { text, facts } }),
    http: {
      request: recorded('http.request', async (request: HttpRequest) => {
        if (!options.respond)
          throw new NodeFailure('http.unreachable', `${request.url} could not be reached.`);
        const response = await options.respond(request);
        return { status: 200, headers: {}, body: null, url: request.url, ...response };
      }),
    },
    knowledge: {
      retrieve: recorded('knowledge.retrieve', (query: Parameters<KnowledgeAccess['retrieve']>[0]) =>
        knowledge.retrieve(query),
      ),
    },
    model: {
      answer: recorded('model.answer', (request: Parameters<ModelAccess['answer']>[0]) =>
        model.answer(request),
      ),
      classify: recorded('model.classify', (request: Parameters<ModelAccess['classify']>[0]) =>
        model.classify(request),
      ),
    },
    customers: {
      get: recorded('customers.get', async (id: string) => customerOf(id)),
      find: recorded('customers.find', async ({ kind, value }: { kind: string; value: string }) =>
        [...customers.values()].filter(({ identifiers }) =>
          identifiers.some((one) => one.kind === kind && one.value === value && one.level === 'verified'),
        ),
      ),
      claim: recorded(
        'customers.claim',
        async (id: string, { kind, value }: { kind: string; value: string }) => {
          const { identifiers } = customerOf(id);
          if (identifiers.some((one) => one.kind === kind && one.value === value)) return;
          identifiers.push({ kind, value, level: 'claimed' });
        },
      ),
    },
    proofs: {
      start: recorded('proofs.start', (request: Parameters<ProofAccess['start']>[0]) =>
        proofs.start(request),
      ),
      check: recorded('proofs.check', (request: Parameters<ProofAccess['check']>[0]) =>
        proofs.check(request),
      ),
    },
    channels: {
      places: recorded('channels.places', async () => structuredClone(options.places ?? [])),
      open: recorded('channels.open', async (_conversation: string) => undefined),
      queue: recorded(
        'channels.queue',
        async (name: string) => options.queues?.[name] ?? { waiting: 0, longestMs: 0 },
      ),
    },
    matches: {
      take: recorded('matches.take', (request: Parameters<MatchAccess['take']>[0]) => matches.take(request)),
      link: recorded('matches.link', (request: Parameters<MatchAccess['link']>[0]) => matches.link(request)),
    },
    keep: recorded('keep', async (name: string, body: Json): Promise<ContentReference> => {
      const text = JSON.stringify(body);
      const content = `${run}:${name}`;
      contents.set(content, JSON.parse(text) as Json);
      return {
        content,
        digest: createHash('sha256').update(text).digest('hex'),
        bytes: Buffer.byteLength(text),
      };
    }),
    load: recorded('load', async ({ content }: ContentReference) => {
      const body = contents.get(content);
      if (body === undefined) throw new NodeFailure('content.unknown', `There is no content "${content}".`);
      return structuredClone(body);
    }),
    calls,
    contents,
    abort: () => controller.abort(),
  };

  function customerOf(id: string): Customer & { identifiers: Identifier[] } {
    const known = customers.get(id) ?? { id, verified: false, identifiers: [] };
    customers.set(id, known);
    return known;
  }

  function recorded<Inputs extends unknown[], Answer>(
    access: string,
    perform: (...inputs: Inputs) => Promise<Answer>,
  ) {
    return async (...inputs: Inputs): Promise<Answer> => {
      signal.throwIfAborted();
      calls.push({ access, with: inputs.length === 1 ? inputs[0] : inputs });
      return Promise.race([perform(...inputs), whenAborted(signal)]);
    };
  }
}

function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}
