import { z } from 'zod';
import type { Stores } from '../stores/database.ts';
import { policyTypes } from '../stores/policy-type.ts';
import { person, readPeople } from './people.ts';
import { Problem } from './problems.ts';
import type { Route } from './route.ts';
import { staffRoute } from './route.ts';
import { jsonValue, time } from './shapes.ts';

const policy = z
  .object({
    name: z.string(),
    type: z.enum(policyTypes),
    value: z.unknown(),
    title: z.string(),
    author: z.string(),
    at: time,
    version: z.int(),
  })
  .meta({ id: 'Policy' });

const params = z.strictObject({ name: z.string().max(100) });

export function policyRoutes({ stores, now }: { stores: Stores; now: () => number }): Route[] {
  return [
    staffRoute({
      method: 'get',
      path: '/api/policies',
      tag: 'policies',
      summary: 'Named values that hold for every channel and flow',
      answer: {
        status: 200,
        schema: z.object({ version: z.int(), policies: z.array(policy) }),
        text: 'By name.',
      },
      handle: async () => {
        const [{ version }, policies] = await Promise.all([
          stores.policies.snapshot(),
          stores.policies.list(),
        ]);
        return { version, policies };
      },
    }),
    staffRoute({
      method: 'get',
      path: '/api/policies/{name}/history',
      tag: 'policies',
      summary: 'Every value that a policy had, who gave it and when',
      params,
      answer: {
        status: 200,
        schema: z.object({ changes: z.array(policy.omit({ author: true }).extend({ author: person })) }),
        text: 'The newest first, at most 500.',
      },
      problems: ['policy.not-found'],
      handle: async ({ params }) => {
        const [changes, personOf] = await Promise.all([
          stores.policies.history(params.name),
          readPeople(stores.users),
        ]);
        if (changes.length === 0) throw new Problem('policy.not-found', 'GET /api/policies lists them.');
        return { changes: changes.map((change) => ({ ...change, author: personOf(change.author) })) };
      },
    }),
    staffRoute({
      method: 'put',
      path: '/api/policies/{name}',
      tag: 'policies',
      summary: 'Set a policy; it is live everywhere within a second',
      params,
      body: z.strictObject({
        type: z.enum(policyTypes),
        value: jsonValue,
        title: z.string().trim().min(1).max(200),
      }),
      answer: {
        status: 200,
        schema: z.object({ version: z.int() }),
        text: 'The version of all policies since this change.',
      },
      problems: ['policy.invalid'],
      handle: async ({ params, body, staff }) => {
        const at = now();
        const set = await stores.policies.set({ name: params.name, ...body, author: staff.id, at });
        if (!set.ok)
          throw new Problem('policy.invalid', set.issues[0]?.fix ?? 'Check type and value.', {
            errors: set.issues,
          });
        await stores.users.log({
          at,
          actor: staff.id,
          action: 'policy.set',
          subject: params.name,
          outcome: 'done',
          details: { version: set.version, title: body.title },
        });
        return { version: set.version };
      },
    }),
  ];
}
