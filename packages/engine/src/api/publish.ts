import { z } from 'zod';
import { compile } from '@throughline/flow/compile';
import type { KnownChannel } from '@throughline/flow/known-channel';
import type { Catalogue } from '@throughline/flow/declaration';
import { placeReasons } from '@throughline/flow/move-place';
import type { Issue } from '@throughline/flow/validate';
import type { FailingTest } from '../flows/failing-tests.ts';
import { checkFlow } from '../flows/flow-file.ts';
import { previewPublish } from '../flows/preview-publish.ts';
import { publishFlow, rollBack, runningChoices } from '../flows/publish-flow.ts';
import type { Stores } from '../stores/database.ts';
import type { FlowSummary } from '../stores/flows.ts';
import {
  drawnFlow,
  flowBytes,
  flowHash as hash,
  flowIssue,
  flowVersion,
  refuseOtherFlow,
  shownLive,
} from './flow-shapes.ts';
import { readPeople } from './people.ts';
import type { FieldError } from './problems.ts';
import { Problem } from './problems.ts';
import type { Route } from './route.ts';
import { staffRoute } from './route.ts';
import { idParams } from './shapes.ts';

export type PublishDeps = {
  stores: Stores;
  catalogue: Catalogue;
  channels: KnownChannel[];
  now: () => number;
};

/** What both ways of publishing take. */
const publication = {
  note: z.string().trim().max(1_000).optional(),
  expected: hash.nullable().optional().meta({
    description:
      'The version that is live, as far as you know; null for none. When another one is, nothing is published.',
  }),
  running: z.enum(runningChoices).optional().meta({
    description:
      '"pinned" (the default): running cases go on by the version they began with. "move": those that stand at a place which this version has, too, go on by it.',
  }),
  draft: z.int().min(1).optional().meta({ description: 'The revision of your draft that this is: it ends.' }),
};

const place = z
  .object({
    hash,
    version: z.int(),
    node: z
      .object({ id: z.string(), title: z.string(), type: z.string() })
      .nullable()
      .meta({ description: 'Null where they rest: the next message starts at an entry.' }),
    cases: z.int(),
    fits: z.boolean(),
    why: z.enum([...placeReasons, 'unknown']).optional(),
    text: z.string().optional(),
  })
  .meta({ id: 'PlaceOfCases', description: 'Running cases of one version that stand at one node.' });

export function publishRoutes({ stores, catalogue, channels, now }: PublishDeps): Route[] {
  return [
    staffRoute({
      method: 'post',
      path: '/api/flows/{id}/publish',
      tag: 'flows',
      summary:
        'Make a flow, or a version of it, live for new cases; running ones keep the version they began with, or are moved',
      params: idParams,
      body: z.union([
        z.strictObject({
          flow: drawnFlow,
          untested: z.string().trim().min(1).max(500).optional().meta({
            description: 'Why it is published although tests of the flow go another way; it is logged.',
          }),
          ...publication,
        }),
        z.strictObject({
          hash: hash.meta({ description: 'Of the version to publish again: this is how to roll back.' }),
          ...publication,
        }),
      ]),
      bodyLimitBytes: flowBytes,
      answer: {
        status: 200,
        schema: z.object({
          flowId: z.string(),
          hash,
          version: z.int(),
          issues: z.array(flowIssue),
          rolledBack: z.boolean().meta({ description: 'An older version is live again.' }),
          draftRemoved: z.boolean().meta({ description: 'False, too, when you went on drawing.' }),
          moving: z.int().optional().meta({
            description: 'Running cases that are being moved to it: GET /api/flows/{id}/move says how far.',
          }),
        }),
        text: 'The version; its warnings.',
      },
      problems: ['flow.invalid', 'flow.not-found', 'flow.live-changed', 'flow.tests-failed'],
      handle: async ({ params, body, staff }) => {
        const { note, expected, draft, running } = body;
        const request = {
          ...{ stores, catalogue, channels, author: staff.id, at: now() },
          ...(note && { note }),
          ...(expected !== undefined && { expected }),
          ...(draft !== undefined && { draft }),
          ...(running && { running }),
        };
        // Without an id it has other problems, which are told.
        if ('flow' in body && body.flow['id'] !== undefined)
          refuseOtherFlow(body.flow, params.id, 'flow.invalid');
        const published = await ('hash' in body
          ? rollBack({ ...request, version: await flowVersion(stores.flows, params.id, body.hash) })
          : publishFlow({
              ...{ ...request, flow: body.flow },
              ...(body.untested !== undefined && { untested: body.untested }),
            }));
        if (published.ok) {
          const { ok: _ok, ...answer } = published;
          return answer;
        }
        if (published.code === 'flow.live-changed') throw await liveChanged(published.live);
        if (published.code === 'flow.tests-failed') throw testsFailed(published.failing);
        throw invalid(published.issues);
      },
    }),
    staffRoute({
      method: 'post',
      path: '/api/flows/{id}/publish/preview',
      tag: 'flows',
      summary: 'Where running cases of other versions stand, and whether this flow has that place',
      params: idParams,
      body: z.union([z.strictObject({ flow: drawnFlow }), z.strictObject({ hash })]),
      bodyLimitBytes: flowBytes,
      answer: {
        status: 200,
        schema: z.object({
          cases: z.int().meta({ description: 'Running cases of other versions.' }),
          more: z.boolean().meta({ description: 'There are more than were looked at.' }),
          fitting: z.int(),
          places: z.array(place),
        }),
        text: 'Places that the flow lacks come first. Nothing is changed.',
      },
      problems: ['flow.invalid', 'flow.not-found'],
      handle: async ({ params, body }) => {
        if ('hash' in body) {
          const version = await flowVersion(stores.flows, params.id, body.hash);
          return previewPublish(stores, version.plan);
        }
        const checked = checkFlow(body.flow, catalogue);
        if (!checked.ok) throw invalid(checked.issues);
        refuseOtherFlow(checked.flow, params.id, 'flow.invalid');
        return previewPublish(stores, compile(checked.flow, catalogue));
      },
    }),
  ];

  async function liveChanged(live: FlowSummary | null): Promise<Problem> {
    if (!live)
      return new Problem('flow.live-changed', 'Nothing is live any more.', { details: { live: null } });
    const [{ note }, who] = await Promise.all([
      flowVersion(stores.flows, live.flowId, live.live),
      readPeople(stores.users),
    ]);
    const shown = shownLive(live, who);
    const detail = `${shown.author.name} published version ${live.version}. Compare it with yours, then publish with "expected" ${live.live}.`;
    return new Problem('flow.live-changed', detail, {
      details: { live: { ...shown, ...(note && { note }) } },
    });
  }
}

function testsFailed(failing: FailingTest[]): Problem {
  const [first] = failing;
  const more = failing.length > 1 ? ` So do ${failing.length - 1} more.` : '';
  const detail = `“${first?.title}” goes another way: ${first?.text.replace(/\.$/, '')}.${more} Mend the flow or the test, or say why it is published all the same ("untested").`;
  return new Problem('flow.tests-failed', detail, { details: { failing } });
}

function invalid(issues: Issue[]): Problem {
  const errors = issues.filter(({ severity }) => severity === 'error').map(fieldErrorOf);
  return new Problem('flow.invalid', errors[0]?.text ?? 'It is not a flow.', { errors });
}

function fieldErrorOf({ code, node, edge, path = [], text, fix }: Issue): FieldError {
  const place = [node ?? edge, ...path].filter((part) => part !== undefined).join('.');
  return { field: place === '' ? 'flow' : place, code, text, fix };
}
