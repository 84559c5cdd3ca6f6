import { z } from 'zod';
import type { Step } from '@throughline/flow/step';
import type { BundleVerdict } from '../cases/case-bundle.ts';
import { exportCase, verifyBundle } from '../cases/case-bundle.ts';
import type { Stores } from '../stores/database.ts';
import type { JournalRecord } from '../stores/journal-entry.ts';
import { plansOf } from '../cases/plans-of.ts';
import { titleAt } from '../cases/title-at.ts';
import { Problem } from './problems.ts';
import type { Route } from './route.ts';
import { staffRoute } from './route.ts';
import { idParams, time, wholeNumber } from './shapes.ts';

export type JournalDeps = { stores: Stores; step: Step; now: () => number };

const json = z.record(z.string(), z.unknown());

const journalEntry = z
  .object({
    seq: z.int(),
    at: time,
    type: z.string(),
    actor: z.object({
      kind: z.enum(['customer', 'agent', 'flow', 'system']),
      id: z.string().optional(),
      name: z.string().optional(),
    }),
    node: z.string().optional(),
    run: z.string().optional(),
    effects: z
      .array(json)
      .meta({ description: 'What followed; only the types when the contents were erased.' }),
    titles: z.record(z.string(), z.string()).meta({
      description:
        'Of the nodes that it names, by their ids: as the version had them by which the case went then.',
    }),
    event: json.nullable().meta({ description: 'Null when the contents were erased.' }),
    outcome: z
      .string()
      .optional()
      .meta({ description: 'The port by which a node left, or how a turn ended.' }),
    digest: z.string(),
    prev: z.string(),
  })
  .meta({ id: 'JournalEntry' });

const flow = z.object({
  id: z.string(),
  hash: z.string(),
  title: z.string(),
});

const verdict = z
  .object({
    chain: z.object({
      ok: z.boolean(),
      entries: z.int().optional(),
      seq: z.int().optional(),
      reason: z.string().optional(),
    }),
    replay: z.object({
      ok: z.boolean(),
      events: z.int().optional(),
      seq: z.int().optional(),
      reason: z.string().optional(),
      type: z.string().optional(),
      recorded: z.string().optional(),
      decided: z.string().optional(),
    }),
    record: z.object({
      ok: z.boolean(),
      messages: z.int().optional(),
      withheld: z.int().optional().meta({ description: 'Sends taken back, or failed: no messages.' }),
      reason: z.string().optional(),
      id: z.string().optional().meta({ description: 'Of the message, or the field of the case.' }),
    }),
  })
  .meta({
    id: 'CaseVerdict',
    description:
      'Whether the journal is whole, whether its decisions follow from its events, and whether messages, flow and case are what it says.',
  });

export function journalRoutes({ stores, step, now }: JournalDeps): Route[] {
  async function bundleOf(id: string) {
    const bundle = await exportCase(stores, id);
    if (!bundle) throw new Problem('case.not-found', 'GET /api/cases lists them.');
    return bundle;
  }

  return [
    staffRoute({
      method: 'get',
      path: '/api/cases/{id}/journal',
      tag: 'cases',
      summary: 'What happened to a case, event by event, and what was decided',
      params: idParams,
      query: z.strictObject({
        from: wholeNumber(1, 1_000_000_000).optional(),
        limit: wholeNumber(1, 1_000).optional(),
      }),
      answer: {
        status: 200,
        schema: z.object({ entries: z.array(journalEntry), flow: flow.nullable(), last: z.int() }),
        text: 'From `from` on, in order; `last` is the newest seq.',
      },
      problems: ['case.not-found'],
      handle: async ({ params, query }) => {
        const row = await stores.cases.get(params.id);
        if (!row) throw new Problem('case.not-found', 'GET /api/cases lists them.');
        const from = query.from ?? 1;
        const { hash } = row.flow;
        const [version, moves, records, last] = await Promise.all([
          stores.flows.byHash(hash),
          stores.journal.moves(row._id),
          stores.journal.read(row._id, { from, to: from + (query.limit ?? 200) - 1 }),
          stores.journal.last(row._id),
        ]);
        const plans = await plansOf(stores, [hash, ...moves.flatMap((move) => [move.from, move.to])]);
        const titleOf = titleAt({ moves, plans, hash });
        return {
          entries: records.map((record) => entryOf(record, titleOf)),
          flow: version && { id: version.flowId, hash: version.hash, title: version.title },
          last: last?.seq ?? 0,
        };
      },
    }),
    staffRoute({
      method: 'get',
      path: '/api/cases/{id}/export',
      tag: 'cases',
      summary: 'The whole case as one file that `throughline case verify` checks offline',
      params: idParams,
      answer: {
        status: 200,
        schema: z
          .object({
            schema: z.literal(1),
            case: json,
            plan: json.nullable(),
            flow: json.nullable(),
            otherVersions: z
              .array(z.object({ plan: json, flow: json }))
              .optional()
              .meta({ description: 'Of a case that was moved: the other versions of its flow.' }),
            journal: z.array(z.object({ entry: json, content: json.optional() })),
            messages: z.array(json),
          })
          .meta({ id: 'CaseBundle' }),
        text: 'Case, plan, flow, journal and messages.',
      },
      problems: ['case.not-found'],
      handle: async ({ params, staff, response }) => {
        const bundle = await bundleOf(params.id);
        await stores.users.log({
          at: now(),
          actor: staff.id,
          action: 'case.export',
          subject: params.id,
          outcome: 'done',
        });
        response.attachment(`case-${bundle.case._id}.json`);
        return bundle;
      },
    }),
    staffRoute({
      method: 'get',
      path: '/api/cases/{id}/verify',
      tag: 'cases',
      summary: 'Check the journal’s chain, replay its decisions, and compare the transcript with it',
      params: idParams,
      answer: {
        status: 200,
        schema: verdict,
        text: 'What was checked, and the first place that does not fit.',
      },
      problems: ['case.not-found'],
      handle: async ({ params }): Promise<BundleVerdict> => verifyBundle(await bundleOf(params.id), step),
    }),
  ];
}

function entryOf(record: JournalRecord, titleOf: ReturnType<typeof titleAt>): z.input<typeof journalEntry> {
  const { entry, content } = record;
  const { seq, at, type, actor, node, run, digest, prev } = entry;
  const outcome = outcomeOf(content);
  const titles = nodesIn(record).flatMap((id) => {
    const title = titleOf(seq, id);
    return title === undefined ? [] : [[id, title]];
  });
  return {
    seq,
    at,
    type,
    actor,
    ...(node !== undefined && { node }),
    ...(run !== undefined && { run }),
    effects: content ? content.effects : entry.effects.map((type) => ({ type })),
    titles: Object.fromEntries(titles),
    event: content?.event ?? null,
    ...(outcome !== undefined && { outcome }),
    digest,
    prev,
  };
}

function nodesIn({ entry, content }: JournalRecord): string[] {
  const ofEffects = (content?.effects ?? []).flatMap((effect) => {
    if (effect.type === 'ignored') return effect.about ?? [];
    return 'node' in effect ? effect.node : [];
  });
  return [...(entry.node === undefined ? [] : [entry.node]), ...ofEffects];
}

function outcomeOf(content: JournalRecord['content']): string | undefined {
  if (content?.event.type === 'node.done') return content.event.result.port;
  const ended = content?.effects.findLast((effect) => effect.type === 'turn.ended');
  return ended?.outcome;
}
