import { z } from 'zod';
import type { SettingUse, SettingUsesDeps } from '../flows/setting-uses.ts';
import { policyUses } from '../flows/setting-uses.ts';
import type { Stores } from '../stores/database.ts';
import { policyTypes } from '../stores/policy-type.ts';
import { person, readPeople } from './people.ts';
import { Problem } from './problems.ts';
import type { Route } from './route.ts';
import { staffRoute } from './route.ts';
import { jsonValue, noContent, time } from './shapes.ts';

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

export type PolicyDeps = Omit<SettingUsesDeps, 'stores'> & { stores: Stores; now: () => number };

export function policyRoutes(deps: PolicyDeps): Route[] {
  const { stores, now } = deps;
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
        schema: z.object({
          changes: z.array(
            policy.omit({ author: true }).extend({
              author: person,
              removed: z.literal(true).optional().meta({ description: 'It was removed with this value.' }),
            }),
          ),
        }),
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
    staffRoute({
      method: 'delete',
      path: '/api/policies/{name}',
      tag: 'policies',
      summary: 'Remove a policy that nothing reads; its values stay in its history',
      params,
      answer: noContent('It is gone.'),
      problems: ['policy.not-found', 'policy.in-use'],
      handle: async ({ params: { name }, staff }) => {
        const uses = await policyUses(name, deps);
        if (uses.length > 0) throw inUse(uses);
        const at = now();
        if (!(await stores.policies.remove(name, { author: staff.id, at })))
          throw new Problem('policy.not-found', 'GET /api/policies lists them.');
        const done = { action: 'policy.remove', subject: name, outcome: 'done' } as const;
        await stores.users.log({ at, actor: staff.id, ...done });
      },
    }),
  ];
}

/** What reads it is said, so that it can be changed first. */
function inUse(uses: SettingUse[]): Problem {
  const places = uses.map(({ in: place }) =>
    place.type === 'flow'
      ? `the flow “${place.title}” (“${place.nodeTitle}”)`
      : `the article “${place.title}”`,
  );
  const shown = [...new Set(places)].slice(0, 5);
  const more = new Set(places).size - shown.length;
  const where = `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return new Problem('policy.in-use', `It is read by ${where}. Change that first.`, { details: { uses } });
}
