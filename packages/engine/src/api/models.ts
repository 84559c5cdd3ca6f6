import { z } from 'zod';
import type { Config } from '../config.ts';
import { variables } from '../config-schema.ts';
import type { Answerer } from '../models/answerer.ts';
import type { Embedder } from '../models/embedder.ts';
import { tryEmbedder, tryModel } from '../models/try-models.ts';
import type { UsageTotals } from '../models/usage-totals.ts';
import type { Stores } from '../stores/database.ts';
import type { Route } from './route.ts';
import { staffRoute } from './route.ts';

export type ModelsDeps = {
  config: Pick<Config, 'openai'>;
  answerer: Answerer;
  embedder: Embedder;
  /** Of this process, beside what cases used. */
  usage: UsageTotals;
  stores: Pick<Stores, 'cases' | 'users'>;
  now: () => number;
};

const used = z.object({ calls: z.int(), inputTokens: z.int(), outputTokens: z.int(), cost: z.number() });

const model = z.object({
  id: z.string().meta({ description: 'As journals and measurements name it.' }),
  offline: z.boolean(),
  name: z.string(),
  service: z.string().optional().meta({ description: 'Host that serves it.' }),
});

const settings = z
  .object({
    model,
    embedder: model,
    priced: z.boolean().meta({ description: 'Prices are set, so that costs are known.' }),
    spent: used.meta({ description: 'By cases that changed in the last 30 days.' }),
    process: used.meta({
      description: 'Beside cases, by this process since it began: the index, questions that were tried.',
    }),
    variables: z.array(z.object({ name: z.string(), help: z.string(), secret: z.boolean() })),
  })
  .meta({ id: 'ModelSettings' });

const trial = z
  .object({
    ok: z.boolean(),
    ms: z.int(),
    usage: used,
    asked: z.string(),
    result: z.string().optional(),
    error: z.object({ code: z.string(), text: z.string(), fix: z.string() }).optional(),
  })
  .meta({ id: 'ModelTrial' });

const dayMs = 24 * 3_600_000;

/** What the settings show of the models, and trials of them. */
export function modelRoutes({ config, answerer, embedder, usage, stores, now }: ModelsDeps): Route[] {
  const { openai } = config;
  const service = openai && { service: new URL(openai.baseUrl).host };
  const embedsThere = openai?.embeddingModel !== undefined;
  return [
    staffRoute({
      method: 'get',
      path: '/api/models',
      tag: 'settings',
      summary: 'Which model answers and which embeds, and what they took',
      answer: { status: 200, schema: settings, text: 'Without the key.' },
      handle: async () => ({
        model: {
          ...{ id: answerer.id, offline: !openai, name: openai?.model ?? 'offline' },
          ...service,
        },
        embedder: {
          ...{ id: embedder.id, offline: !embedsThere, name: openai?.embeddingModel ?? embedder.id },
          ...(embedsThere && service),
        },
        priced: openai?.price !== undefined,
        spent: await stores.cases.spentSince(now() - 30 * dayMs),
        process: usage.read(),
        variables: Object.entries(variables)
          .filter(([, { group }]) => group === 'Models')
          .map(([name, { help, secret = false }]) => ({ name, help, secret })),
      }),
    }),
    staffRoute({
      method: 'post',
      path: '/api/models/trials',
      tag: 'settings',
      summary: 'Ask the model a question, or embed sentences, and say how it went',
      body: z.strictObject({
        what: z.enum(['model', 'embedder']),
        id: z.uuid().meta({ description: 'Made by the caller; the idempotency key.' }),
      }),
      answer: { status: 200, schema: z.object({ trial }), text: 'Also when it failed.' },
      limit: 'test',
      handle: async ({ body: { what, id }, staff }) => {
        const tried = await (what === 'model'
          ? tryModel(answerer, `trial:${id}`)
          : tryEmbedder(embedder, id));
        usage.add(tried.usage);
        await stores.users.log({
          ...{ at: now(), actor: staff.id, action: 'model.test', subject: what },
          ...{ outcome: 'done', details: tried.ok ? { ms: tried.ms } : { ms: tried.ms, error: tried.code } },
        });
        const { ok, ms, usage: took, asked } = tried;
        return {
          trial: {
            ...{ ok, ms, usage: took, asked },
            ...(tried.ok
              ? { result: tried.result }
              : { error: { code: tried.code, text: tried.text, fix: tried.fix } }),
          },
        };
      },
    }),
  ];
}
