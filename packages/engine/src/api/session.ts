import { parseCookie } from 'cookie';
import { z } from 'zod';
import type { UserStore } from '../stores/users.ts';
import { passwordFits } from './passwords.ts';
import { Problem } from './problems.ts';
import type { Route } from './route.ts';
import { publicRoute, staffRoute } from './route.ts';
import type { SessionCookie } from './session-cookie.ts';
import { noContent, user } from './shapes.ts';

export type SessionDeps = { users: UserStore; cookie: SessionCookie; now: () => number };

const signedIn = z.object({ user }).meta({ id: 'SignedIn' });

export function sessionRoutes({ users, cookie, now }: SessionDeps): Route[] {
  return [
    publicRoute({
      method: 'post',
      path: '/api/session',
      tag: 'accounts',
      summary: 'Sign in; sets the session cookie',
      body: z.strictObject({ email: z.string().max(254), password: z.string().max(200) }),
      answer: { status: 201, schema: signedIn, text: 'Signed in.' },
      problems: ['auth.wrong-credentials'],
      limit: 'login',
      handle: async ({ body, response }) => {
        const row = await users.byEmail(body.email);
        const fits = await passwordFits(row?.passwordHash, body.password);
        const [role] = row?.roles ?? [];
        if (!fits || !row || !role || row.disabledAt !== undefined) {
          throw new Problem('auth.wrong-credentials', 'Check both, or ask an administrator for a new link.');
        }
        const at = now();
        const session = await users.createSession({ userId: row._id, at, ttlMs: cookie.idleMs });
        cookie.set(response, session.secret, session.expiresAt);
        return { user: { id: row._id, name: row.name, email: row.email, role } };
      },
    }),
    staffRoute({
      method: 'get',
      path: '/api/session',
      tag: 'accounts',
      summary: 'Who is signed in',
      answer: { status: 200, schema: signedIn, text: 'The person, or the owner of the token.' },
      handle: async ({ staff: { id, name, email, role } }) => ({ user: { id, name, email, role } }),
    }),
    staffRoute({
      method: 'delete',
      path: '/api/session',
      tag: 'accounts',
      summary: 'Sign out',
      answer: noContent('Signed out.'),
      handle: async ({ request, response }) => {
        const secret = parseCookie(request.get('Cookie') ?? '')[cookie.name];
        if (secret) await users.endSession(secret);
        cookie.clear(response);
      },
    }),
  ];
}
