import { z } from 'zod';
import type { Stores } from '../stores/database.ts';
import { Problem } from './problems.ts';
import type { Route } from './route.ts';
import { staffRoute } from './route.ts';
import { id, noContent, time } from './shapes.ts';

const secret = z.string().min(1).max(8_000);
const hosts = z.array(z.string().max(260)).min(1).max(50);

const credential = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('bearer'), hosts, token: secret }),
    z.strictObject({ kind: z.literal('basic'), hosts, username: secret, password: secret }),
    z.strictObject({ kind: z.literal('header'), hosts, header: z.string().max(100), value: secret }),
  ])
  .meta({ id: 'Credential' });

const params = z.strictObject({ name: id });

export function credentialRoutes({ stores, now }: { stores: Stores; now: () => number }): Route[] {
  return [
    staffRoute({
      method: 'get',
      path: '/api/credentials',
      tag: 'flows',
      summary: 'Names of the credentials that flows may use; secrets are never shown',
      answer: {
        status: 200,
        schema: z.object({
          credentials: z.array(
            z.object({
              name: z.string(),
              kind: z.enum(['bearer', 'basic', 'header']),
              hosts: z.array(z.string()),
              at: time,
              author: z.string().optional(),
            }),
          ),
        }),
        text: 'By name.',
      },
      handle: async () => ({ credentials: await stores.credentials.names() }),
    }),
    staffRoute({
      method: 'put',
      path: '/api/credentials/{name}',
      tag: 'flows',
      summary: 'Keep a credential, and the hosts it may be sent to',
      params,
      body: credential,
      answer: noContent('Kept, encrypted.'),
      handle: async ({ params, body, staff }) => {
        const at = now();
        const set = await stores.credentials.set(params.name, body, { author: staff.id, at });
        if (!set.ok)
          throw new Problem('body.invalid', set.issues[0]?.fix ?? 'Check the fields.', {
            errors: set.issues,
          });
        await stores.users.log({
          at,
          actor: staff.id,
          action: 'credential.set',
          subject: params.name,
          outcome: 'done',
          details: { kind: body.kind, hosts: body.hosts },
        });
      },
    }),
    staffRoute({
      method: 'delete',
      path: '/api/credentials/{name}',
      tag: 'flows',
      summary: 'Forget a credential',
      params,
      answer: noContent('Forgotten.'),
      problems: ['credential.not-found'],
      handle: async ({ params, staff }) => {
        if (!(await stores.credentials.remove(params.name)))
          throw new Problem('credential.not-found', 'GET /api/credentials lists them.');
        await stores.users.log({
          at: now(),
          actor: staff.id,
          action: 'credential.remove',
          subject: params.name,
          outcome: 'done',
        });
      },
    }),
  ];
}
