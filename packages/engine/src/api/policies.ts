import { z } from 'zod';
import type { Stores } from '../stores/database.ts';
import { policyTypes } from '../stores/policy-type.ts';
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
      method: 'put',
      path: '/api/policies/{name}',
      tag: 'policies',
      summary: 'Set a policy; it is live everywhere within a second',
      params: z.strictObject({ name: z.string().max(100) }),
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
        });
        return { version: set.version };
      },
    }),
  ];
}
