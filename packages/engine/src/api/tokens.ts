import { z } from 'zod';
import type { TokenRow } from '../stores/user-tokens.ts';
import type { UserStore } from '../stores/users.ts';
import { Problem } from './problems.ts';
import type { Route } from './route.ts';
import { staffRoute } from './route.ts';
import { apiTokenPrefix } from './session-cookie.ts';
import { idParams, noContent, role, time } from './shapes.ts';

export type TokensDeps = { users: UserStore; now: () => number };

const dayMs = 24 * 60 * 60 * 1000;

const token = z
  .object({
    id: z.string(),
    name: z.string(),
    role,
    userId: z.string(),
    createdAt: time,
    expiresAt: time,
    lastUsedAt: time
      .optional()
      .meta({ description: 'To within a minute; missing while nobody has used it.' }),
  })
  .meta({ id: 'ApiToken' });

export function tokenRoutes({ users, now }: TokensDeps): Route[] {
  return [
    staffRoute({
      method: 'get',
      path: '/api/tokens',
      tag: 'accounts',
      summary: 'API tokens, without their secrets',
      answer: { status: 200, schema: z.object({ tokens: z.array(token) }), text: 'Newest first, by owner.' },
      handle: async () => {
        const owners = await users.list();
        const rows = await Promise.all(owners.map((owner) => users.apiTokensOf(owner._id)));
        return { tokens: rows.flat().map(tokenOf) };
      },
    }),
    staffRoute({
      method: 'post',
      path: '/api/tokens',
      tag: 'accounts',
      summary: 'Make an API token for a program',
      body: z.strictObject({
        name: z.string().trim().min(1).max(100),
        role,
        expiresInDays: z.int().min(1).max(730).default(365),
      }),
      answer: {
        status: 201,
        schema: z.object({ id: z.string(), token: z.string(), expiresAt: time }),
        text: 'The token, shown this once.',
      },
      handle: async ({ body, staff }) => {
        const at = now();
        const ttlMs = body.expiresInDays * dayMs;
        const made = await users.createApiToken({
          userId: staff.id,
          name: body.name,
          roles: [body.role],
          at,
          ttlMs,
        });
        await users.log({
          at,
          actor: staff.id,
          action: 'token.create',
          subject: made.id,
          outcome: 'done',
          details: { name: body.name, role: body.role, days: body.expiresInDays },
        });
        return { id: made.id, token: `${apiTokenPrefix}${made.secret}`, expiresAt: at + ttlMs };
      },
    }),
    staffRoute({
      method: 'delete',
      path: '/api/tokens/{id}',
      tag: 'accounts',
      summary: 'Revoke an API token',
      params: idParams,
      answer: noContent('It no longer works.'),
      problems: ['token.not-found'],
      handle: async ({ params, staff }) => {
        const revoked = await users.revokeApiToken(params.id);
        if (!revoked) throw new Problem('token.not-found', 'GET /api/tokens lists them.');
        await users.log({
          at: now(),
          actor: staff.id,
          action: 'token.revoke',
          subject: params.id,
          outcome: 'done',
          details: { name: revoked.name ?? '' },
        });
      },
    }),
  ];
}

function tokenOf(row: TokenRow) {
  const { _id, name = '', roles: [role = 'agent'] = [], userId = '', at, expiresAt, lastUsedAt } = row;
  return {
    ...{ id: _id, name, role, userId, createdAt: at, expiresAt },
    ...(lastUsedAt !== undefined && { lastUsedAt }),
  };
}
