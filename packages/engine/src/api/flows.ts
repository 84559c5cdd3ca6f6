import { z } from 'zod';
import { allIssuesIn } from '@throughline/flow/all-issues';
import type { KnownChannel } from '@throughline/flow/known-channel';
import type { Catalogue } from '@throughline/flow/declaration';
import type { Issue } from '@throughline/flow/validate';
import type { Stores } from '../stores/database.ts';
import { draftFacts, shownDraft } from './flow-drafts.ts';
import {
  drawnFlow,
  flowBytes,
  flowHash as hash,
  flowIssue,
  flowVersion,
  liveVersion,
  noSuchFlow,
  shownLive,
} from './flow-shapes.ts';
import { groupBy } from './group-by.ts';
import { person, readPeople } from './people.ts';
import { mayBuild } from './permissions.ts';
import type { Route } from './route.ts';
import { staffRoute } from './route.ts';
import { id, idParams, time } from './shapes.ts';

export type FlowsDeps = { stores: Stores; catalogue: Catalogue; channels: KnownChannel[] };

const json = z.record(z.string(), z.unknown());
const summary = z
  .object({
    flowId: z.string(),
    title: z.string(),
    live: liveVersion.nullable().meta({ description: 'Null for a flow that only has drafts.' }),
    drafts: z.array(draftFacts),
  })
  .meta({ id: 'Flow' });

const version = z
  .object({
    flowId: z.string(),
    hash,
    version: z.int(),
    title: z.string(),
    author: person,
    note: z.string().optional(),
    at: time,
  })
  .meta({ id: 'FlowVersion' });

export function flowRoutes({ stores, catalogue, channels }: FlowsDeps): Route[] {
  async function issuesOf(flow: unknown): Promise<Issue[]> {
    const policies = (await stores.policies.list()).map(({ name }) => name);
    return allIssuesIn(flow, catalogue, { policies, channels });
  }

  return [
    staffRoute({
      method: 'get',
      path: '/api/flows',
      tag: 'flows',
      summary: 'All flows: what is live, and whose drafts there are',
      answer: {
        status: 200,
        schema: z.object({
          flows: z.array(summary),
        }),
        text: 'By id. Drafts are shown to those who may draw.',
      },
      handle: async ({ staff }) => {
        const [published, drafts, who] = await Promise.all([
          stores.flows.list(),
          mayBuild(staff.role) ? stores.flowDrafts.list() : [],
          readPeople(stores.users),
        ]);
        const live = new Map(published.map((flow) => [flow.flowId, flow]));
        const draftsOf = groupBy(drafts, ({ flowId }) => flowId);
        const ids = [...new Set([...live.keys(), ...draftsOf.keys()])].sort();
        return {
          flows: ids.map((flowId) => {
            const flow = live.get(flowId);
            const theirs = draftsOf.get(flowId) ?? [];
            return {
              flowId,
              title: flow?.title ?? theirs[0]?.title ?? flowId,
              live: flow ? shownLive(flow, who) : null,
              drafts: theirs.map((draft) => shownDraft(draft, who, staff.id)),
            };
          }),
        };
      },
    }),
    staffRoute({
      method: 'get',
      path: '/api/flows/{id}',
      tag: 'flows',
      summary: 'A flow version as it is drawn: the live one, or the one with the hash',
      params: idParams,
      query: z.strictObject({ hash: id.optional() }),
      answer: { status: 200, schema: version.extend({ flow: json }), text: 'The version.' },
      problems: ['flow.not-found'],
      handle: async ({ params, query }) => {
        const [found, who] = await Promise.all([
          flowVersion(stores.flows, params.id, query.hash ?? (await stores.flows.live(params.id))?.hash),
          readPeople(stores.users),
        ]);
        const { plan: _plan, author, ...shown } = found;
        return { ...shown, author: who(author) };
      },
    }),
    staffRoute({
      method: 'get',
      path: '/api/flows/{id}/versions',
      tag: 'flows',
      summary: 'All versions of a flow, the newest first',
      params: idParams,
      answer: {
        status: 200,
        schema: z.object({
          live: liveVersion.nullable(),
          versions: z.array(
            version.extend({
              running: z.int().meta({ description: 'Cases that run it and are not closed.' }),
            }),
          ),
        }),
        text: 'Without what is drawn. None for a flow that only has drafts.',
      },
      problems: ['flow.not-found'],
      handle: async ({ params, staff }) => {
        const [versions, flow, open, who] = await Promise.all([
          stores.flows.versions(params.id),
          stores.flows.summary(params.id),
          stores.cases.openByVersion(params.id),
          readPeople(stores.users),
        ]);
        const isDrawn = mayBuild(staff.role) && (await stores.flowDrafts.list(params.id)).length > 0;
        if (versions.length === 0 && !isDrawn) throw noSuchFlow();
        return {
          live: flow && shownLive(flow, who),
          versions: versions.map(({ author, ...version }) => ({
            ...version,
            author: who(author),
            running: open.get(version.hash) ?? 0,
          })),
        };
      },
    }),
    staffRoute({
      method: 'post',
      path: '/api/flows/validate',
      tag: 'flows',
      summary: 'All that is wrong with a flow, and how to mend it',
      body: z.strictObject({ flow: drawnFlow }),
      bodyLimitBytes: flowBytes,
      answer: {
        status: 200,
        schema: z.object({ publishable: z.boolean(), issues: z.array(flowIssue) }),
        text: 'A flow without an error can be published.',
      },
      handle: async ({ body }) => {
        const issues = await issuesOf(body.flow);
        return { publishable: !issues.some(({ severity }) => severity === 'error'), issues };
      },
    }),
  ];
}
