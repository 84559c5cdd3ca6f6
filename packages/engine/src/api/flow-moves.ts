import { z } from 'zod';
import { beginMove } from '../flows/begin-move.ts';
import { moveProgress } from '../flows/move-progress.ts';
import type { Stores } from '../stores/database.ts';
import { flowHash as hash, noSuchFlow } from './flow-shapes.ts';
import { person } from './people.ts';
import { Problem } from './problems.ts';
import type { Route } from './route.ts';
import { staffRoute } from './route.ts';
import { idParams, time } from './shapes.ts';

const version = z.object({ hash, version: z.int() });

const flowMove = z
  .object({
    id: z.string(),
    to: version,
    author: person,
    reason: z.string(),
    at: time,
    state: z
      .enum(['running', 'done', 'stopped'])
      .meta({ description: 'Stopped: another version went live before all cases were asked.' }),
    endedAt: time.optional(),
    cases: z.int().meta({ description: 'Running cases of other versions when it began.' }),
    moved: z.int(),
    kept: z.int().meta({ description: 'They go on by the version they ran.' }),
    waiting: z.int().meta({ description: 'Still to be asked, or to be asked again.' }),
    places: z.array(
      version.extend({
        node: z.object({ id: z.string(), title: z.string() }).nullable(),
        cases: z.int(),
        why: z.string(),
        text: z.string(),
      }),
    ),
  })
  .meta({
    id: 'FlowMove',
    description: 'What became of running cases that were to go on by another version.',
  });

export function flowMoveRoutes({ stores, now }: { stores: Stores; now: () => number }): Route[] {
  return [
    staffRoute({
      method: 'get',
      path: '/api/flows/{id}/move',
      tag: 'flows',
      summary: 'How far the last move of running cases to another version has come',
      params: idParams,
      answer: {
        status: 200,
        schema: z.object({ move: flowMove.nullable() }),
        text: 'Which cases stay, and why. Null when none were ever moved.',
      },
      problems: ['flow.not-found'],
      handle: async ({ params }) => {
        if (!(await stores.flows.summary(params.id))) throw noSuchFlow();
        return { move: await moveProgress(stores, params.id) };
      },
    }),
    staffRoute({
      method: 'post',
      path: '/api/flows/{id}/move',
      tag: 'flows',
      summary: 'Have running cases of other versions go on by the live one, where they can',
      params: idParams,
      body: z.strictObject({
        hash: hash.meta({ description: 'Of the version that is live, as far as you know.' }),
      }),
      answer: { status: 200, schema: z.object({ move: flowMove.nullable() }), text: 'It has begun.' },
      problems: ['flow.not-found', 'flow.live-changed'],
      handle: async ({ params, body, staff }) => {
        const live = await stores.flows.summary(params.id);
        if (!live) throw noSuchFlow();
        if (live.live !== body.hash)
          throw new Problem('flow.live-changed', `Version ${live.version} (${live.live}) is live.`);
        const to = { hash: live.live, version: live.version };
        await beginMove(stores, { flowId: params.id, to, author: staff.id, reason: '', at: now() });
        return { move: await moveProgress(stores, params.id) };
      },
    }),
  ];
}
