import { z } from 'zod';
import { compile } from '@throughline/flow/compile';
import type { Catalogue } from '@throughline/flow/declaration';
import { flowHash } from '@throughline/flow/flow-hash';
import type { Issue } from '@throughline/flow/validate';
import { parseFlow, validate } from '@throughline/flow/validate';
import type { Stores } from '../stores/database.ts';
import type { FieldError } from './problems.ts';
import { Problem } from './problems.ts';
import type { Route } from './route.ts';
import { staffRoute } from './route.ts';
import { id, idParams, time } from './shapes.ts';

export type FlowsDeps = { stores: Stores; catalogue: Catalogue; channels: string[]; now: () => number };

const json = z.record(z.string(), z.unknown());
const drawn = z
  .record(z.string(), z.unknown())
  .meta({ description: 'A flow as it is drawn; see docs on flows.' });
const flowBytes = 2 * 1024 * 1024;

const version = z
  .object({
    flowId: z.string(),
    hash: z.string(),
    version: z.int(),
    title: z.string(),
    author: z.string(),
    note: z.string().optional(),
    at: time,
  })
  .meta({ id: 'FlowVersion' });

const issue = z
  .object({
    code: z.string(),
    severity: z.enum(['error', 'warning']),
    node: z.string().optional(),
    port: z.string().optional(),
    edge: z.string().optional(),
    path: z.array(z.union([z.string(), z.number()])).optional(),
    text: z.string(),
    fix: z.string(),
  })
  .meta({ id: 'FlowIssue' });

export function flowRoutes({ stores, catalogue, channels, now }: FlowsDeps): Route[] {
  async function issuesOf(flow: unknown): Promise<Issue[]> {
    const policies = (await stores.policies.list()).map(({ name }) => name);
    return validate(flow, catalogue, { policies, channels });
  }

  return [
    staffRoute({
      method: 'get',
      path: '/api/flows',
      tag: 'flows',
      summary: 'Published flows',
      answer: {
        status: 200,
        schema: z.object({
          flows: z.array(
            z.object({
              flowId: z.string(),
              title: z.string(),
              live: z.string(),
              version: z.int(),
              publishedAt: time,
            }),
          ),
        }),
        text: 'With the hash of the live version.',
      },
      handle: async () => ({ flows: await stores.flows.list() }),
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
        const found =
          query.hash === undefined
            ? await stores.flows.live(params.id)
            : await stores.flows.byHash(query.hash);
        if (!found || found.flowId !== params.id)
          throw new Problem('flow.not-found', 'GET /api/flows lists them.');
        const { plan: _plan, ...shown } = found;
        return shown;
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
        schema: z.object({ versions: z.array(version) }),
        text: 'Without what is drawn.',
      },
      problems: ['flow.not-found'],
      handle: async ({ params }) => {
        const versions = await stores.flows.versions(params.id);
        if (versions.length === 0) throw new Problem('flow.not-found', 'GET /api/flows lists them.');
        return { versions };
      },
    }),
    staffRoute({
      method: 'post',
      path: '/api/flows/validate',
      tag: 'flows',
      summary: 'All that is wrong with a flow, and how to mend it',
      body: z.strictObject({ flow: drawn }),
      bodyLimitBytes: flowBytes,
      answer: {
        status: 200,
        schema: z.object({ publishable: z.boolean(), issues: z.array(issue) }),
        text: 'A flow without an error can be published.',
      },
      handle: async ({ body }) => {
        const issues = await issuesOf(body.flow);
        return { publishable: !issues.some(({ severity }) => severity === 'error'), issues };
      },
    }),
    staffRoute({
      method: 'post',
      path: '/api/flows/{id}/publish',
      tag: 'flows',
      summary: 'Make a flow live for new cases; open cases keep the version they began with',
      params: idParams,
      body: z.strictObject({ flow: drawn, note: z.string().trim().max(1_000).optional() }),
      bodyLimitBytes: flowBytes,
      answer: {
        status: 200,
        schema: z.object({ flowId: z.string(), hash: z.string(), version: z.int(), issues: z.array(issue) }),
        text: 'The version; its warnings.',
      },
      problems: ['flow.invalid'],
      handle: async ({ params, body, staff }) => {
        const issues = await issuesOf(body.flow);
        const errors = issues.filter(({ severity }) => severity === 'error').map(fieldErrorOf);
        const flow = parseFlow(body.flow);
        if (errors.length > 0 || !flow)
          throw new Problem('flow.invalid', errors[0]?.text ?? 'It is not a flow.', { errors });
        if (flow.id !== params.id) {
          throw new Problem('flow.invalid', `The flow is "${flow.id}", the address names "${params.id}".`, {
            errors: [
              {
                field: 'flow.id',
                code: 'other-flow',
                text: 'is not the id in the address.',
                fix: `Publish it to /api/flows/${flow.id}/publish.`,
              },
            ],
          });
        }
        const at = now();
        const published = await stores.flows.publish({
          flow,
          hash: flowHash(flow),
          plan: compile(flow, catalogue),
          author: staff.id,
          ...(body.note && { note: body.note }),
          at,
        });
        await stores.users.log({
          at,
          actor: staff.id,
          action: 'flow.publish',
          subject: flow.id,
          outcome: 'done',
          details: { hash: published.hash },
        });
        return { ...published, issues };
      },
    }),
  ];
}

function fieldErrorOf({ code, node, edge, path = [], text, fix }: Issue): FieldError {
  const place = [node ?? edge, ...path].filter((part) => part !== undefined).join('.');
  return { field: place === '' ? 'flow' : place, code, text, fix };
}
