import { z } from 'zod';
import type { TokenRow } from '../stores/user-tokens.ts';
import type { UserRow, UserStore } from '../stores/users.ts';
import { hashPassword } from './passwords.ts';
import { Problem } from './problems.ts';
import type { Route } from './route.ts';
import { publicRoute } from './route.ts';
import type { SessionCookie } from './session-cookie.ts';
import { email, password, personName, user } from './shapes.ts';

export type SetupDeps = { users: UserStore; cookie: SessionCookie; now: () => number };

const token = z.string().min(1).max(200);

const setupLink = z
  .object({
    purpose: z.enum(['first-admin', 'invitation', 'password-reset']),
    apiTokens: z
      .int()
      .optional()
      .meta({ description: 'Of a new password: how many API tokens of the person end with it.' }),
  })
  .meta({ id: 'SetupLink' });

const dayMs = 24 * 60 * 60 * 1000;

/** A one-time link for the first administrator; null when there is somebody already. */
export async function firstAdminLink(
  users: UserStore,
  publicUrl: string,
  now = Date.now(),
): Promise<string | null> {
  if ((await users.count()) > 0) return null;
  const { secret } = await users.createLink({
    purpose: 'first-admin',
    roles: ['admin'],
    at: now,
    ttlMs: dayMs,
  });
  return setupUrl(publicUrl, secret);
}

export function setupUrl(publicUrl: string, secret: string): string {
  return `${publicUrl}/setup?token=${secret}`;
}

export function setupRoutes({ users, cookie, now }: SetupDeps): Route[] {
  return [
    publicRoute({
      method: 'post',
      path: '/api/setup/link',
      tag: 'accounts',
      summary: 'What a one-time link is for, without using it',
      body: z.strictObject({ token }),
      answer: { status: 200, schema: setupLink, text: 'It would still work.' },
      problems: ['setup.invalid-link'],
      limit: 'session',
      handle: async ({ body }) => {
        const at = now();
        const link = await users.link(body.token, at);
        if (!link?.purpose) throw usedLink();
        if (link.userId === undefined) return { purpose: link.purpose };
        return { purpose: link.purpose, apiTokens: await liveTokensOf(users, link.userId, at) };
      },
    }),
    publicRoute({
      method: 'post',
      path: '/api/setup',
      tag: 'accounts',
      summary:
        'Use a one-time link: make the first administrator, accept an invitation, or set a new password',
      body: z.strictObject({ token, name: personName, email, password }),
      answer: { status: 201, schema: z.object({ user }), text: 'The account is ready, and signed in.' },
      problems: ['setup.invalid-link', 'user.exists'],
      limit: 'login',
      handle: async ({ body, response }) => {
        const at = now();
        const { row, ended } = await settle(users, body, at);
        const [role = 'agent'] = row.roles;
        const session = await users.createSession({ userId: row._id, at, ttlMs: cookie.idleMs });
        cookie.set(response, session.secret, session.expiresAt);
        await users.log({
          ...{ at, actor: row._id, action: 'user.setup', subject: row._id, outcome: 'done' },
          ...(ended && { details: { password: 'a new one was set', apiTokensEnded: ended.apiTokens } }),
        });
        return { user: { id: row._id, name: row.name, email: row.email, role } };
      },
    }),
  ];
}

/** What a new password ended. */
type Settled = { row: UserRow; ended?: { apiTokens: number } };

type Setup = { token: string; name: string; email: string; password: string };

async function settle(
  users: UserStore,
  { token, name, email, password }: Setup,
  at: number,
): Promise<Settled> {
  const link = await users.link(token, at);
  if (!link || (link.purpose === 'first-admin' && (await users.count()) > 0)) throw usedLink();
  const passwordHash = await hashPassword(password);
  // Before the link is used up: a taken address must not cost the link.
  const address = link.email ?? email;
  if (link.userId === undefined && (await users.byEmail(address))) throw taken();
  if (!(await users.useLink(token, at))) throw usedLink();
  if (link.userId !== undefined) return resetPassword(users, link.userId, { name, passwordHash }, at);
  const created = await users.create({ email: address, name, roles: rolesOf(link), passwordHash, at });
  if (!created.ok) throw taken();
  return { row: created.user };
}

/** Whoever knew the old password is signed out, and has no API token that was made with it. */
async function resetPassword(
  users: UserStore,
  userId: string,
  patch: { name: string; passwordHash: string },
  at: number,
): Promise<Settled> {
  await users.update(userId, patch, at);
  const ended = await users.revokeAllOf(userId, at);
  const row = await users.get(userId);
  if (!row || row.disabledAt !== undefined) throw usedLink();
  return { row, ended };
}

/** API tokens that a new password would end. */
export async function liveTokensOf(
  users: Pick<UserStore, 'apiTokensOf'>,
  userId: string,
  at: number,
): Promise<number> {
  return (await users.apiTokensOf(userId)).filter(({ expiresAt }) => expiresAt > at).length;
}

function rolesOf(link: TokenRow): UserRow['roles'] {
  if (!link.roles?.length) throw usedLink();
  return link.roles;
}

function usedLink(): Problem {
  return new Problem(
    'setup.invalid-link',
    'It was used or has expired. Ask an administrator for a new one, or start the API again for the first.',
  );
}

function taken(): Problem {
  return new Problem('user.exists', 'Use another e-mail address, or sign in.', {
    errors: [
      {
        field: 'email',
        code: 'taken',
        text: 'has an account already.',
        fix: 'Use another address, or sign in.',
      },
    ],
  });
}
