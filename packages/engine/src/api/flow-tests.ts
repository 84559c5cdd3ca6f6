import { z } from 'zod';
import { conversation } from '@throughline/flow/conversation';
import { flowSchema } from '@throughline/flow/schema';
import type { Stores } from '../stores/database.ts';
import { fieldErrors } from './field-errors.ts';
import { person, readPeople } from './people.ts';
import { Problem } from './problems.ts';
import type { Route } from './route.ts';
import { staffRoute } from './route.ts';
import { idParams, noContent, time } from './shapes.ts';

export type FlowTestsDeps = { stores: Pick<Stores, 'flowTests' | 'users'>; now: () => number };

const testBytes = 512 * 1024;
const mostTests = 500;

const name = z
  .string()
  .max(80)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'Use lower-case letters, digits and hyphens, such as "order-found".');
const nameParams = z.strictObject({ id: flowSchema.shape.id, name });
const recorded = z
  .record(z.string(), z.unknown())
  .meta({ description: 'A recorded conversation; see docs on recorded conversations.' });

export function flowTestRoutes({ stores: { flowTests, users }, now }: FlowTestsDeps): Route[] {
  return [
    staffRoute({
      method: 'get',
      path: '/api/flows/{id}/tests',
      tag: 'flows',
      summary: 'The tests of a flow: conversations that it must play as recorded',
      params: idParams,
      answer: {
        status: 200,
        schema: z.object({
          tests: z.array(z.object({ name, author: person, updatedAt: time, test: recorded })),
        }),
        text: 'By name.',
      },
      handle: async ({ params }) => {
        const [tests, who] = await Promise.all([flowTests.list(params.id), readPeople(users)]);
        return {
          tests: tests.map(({ name, author, updatedAt, test }) => ({
            ...{ name, updatedAt, test },
            author: who(author),
          })),
        };
      },
    }),
    staffRoute({
      method: 'put',
      path: '/api/flows/{id}/tests/{name}',
      tag: 'flows',
      summary: 'Save a test of a flow; all who draw the flow have it',
      params: nameParams,
      body: z.strictObject({
        test: recorded,
        replace: z
          .boolean()
          .default(false)
          .meta({ description: 'Over the test of that name, if there is one.' }),
      }),
      bodyLimitBytes: testBytes,
      answer: { status: 200, schema: z.object({ updatedAt: time }), text: 'It is saved.' },
      problems: ['test.exists', 'test.too-many', 'body.invalid'],
      handle: async ({ params: { id: flowId, name }, body, staff }) => {
        const parsed = conversation.safeParse(body.test);
        if (!parsed.success)
          throw new Problem('body.invalid', 'The test is not a recorded conversation.', {
            errors: fieldErrors(parsed.error.issues, ['test']),
          });
        if ((await flowTests.count(flowId)) >= mostTests)
          throw new Problem('test.too-many', `A flow has at most ${mostTests} tests. Remove some first.`);
        const updatedAt = now();
        const stored = { flowId, name, test: parsed.data, author: staff.id, updatedAt };
        if (await flowTests.save(stored, { replace: body.replace })) return { updatedAt };
        throw new Problem('test.exists', 'Give it another name, or send "replace": true.');
      },
    }),
    staffRoute({
      method: 'delete',
      path: '/api/flows/{id}/tests/{name}',
      tag: 'flows',
      summary: 'Remove a test of a flow',
      params: nameParams,
      answer: noContent('It is gone.'),
      problems: ['test.not-found'],
      handle: async ({ params }) => {
        if (await flowTests.remove(params.id, params.name)) return;
        throw new Problem('test.not-found', `GET /api/flows/${params.id}/tests lists them.`);
      },
    }),
  ];
}
