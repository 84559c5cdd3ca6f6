import { z } from 'zod';
import type { TokenRow } from '../stores/user-tokens.ts';
import type { UserRow, UserStore } from '../stores/users.ts';
import { Problem } from './problems.ts';
import type { Route } from './route.ts';
import { staffRoute } from './route.ts';
import { liveTokensOf, setupUrl } from './setup.ts';
import { email, idParams, noContent, personName, role, time, user } from './shapes.ts';

export type UsersDeps = { users: UserStore; publicUrl: string; now: () => number };

const linkMs = 7 * 24 * 60 * 60 * 1000;

const link = z
  .object({ url: z.string(), expiresAt: time })
  .meta({ id: 'OneTimeLink', description: 'Shown once; give it to the person.' });

const invitation = z
  .object({ id: z.string(), email: z.string(), role, at: time, expiresAt: time })
  .meta({ id: 'Invitation', description: 'One that nobody has accepted yet.' });

export function userRoutes({ users, publicUrl, now }: UsersDeps): Route[] {
  return [
    staffRoute({
      method: 'get',
      path: '/api/users',
      tag: 'accounts',
      summary: 'Everybody with an account',
      answer: {
        status: 200,
        schema: z.object({ users: z.array(user), invitations: z.array(invitation) }),
        text: 'By e-mail address; invitations the newest first.',
      },
      handle: async () => ({
        users: (await users.list()).map(userOf),
        invitations: (await users.invitations(now())).map(invitationOf),
      }),
    }),
    staffRoute({
      method: 'post',
      path: '/api/users',
      tag: 'accounts',
      summary: 'Invite a person; they choose their own password',
      body: z.strictObject({ email, role }),
      answer: {
        status: 201,
        schema: z.object({ link }),
        text: 'The link by which the person makes the account.',
      },
      problems: ['user.exists'],
      handle: async ({ body, staff }) => {
        if (await users.byEmail(body.email)) {
          throw new Problem('user.exists', 'Change that account instead.', {
            errors: [
              { field: 'email', code: 'taken', text: 'has an account already.', fix: 'Use another address.' },
            ],
          });
        }
        const at = now();
        const made = await users.createLink({
          purpose: 'invitation',
          email: body.email,
          roles: [body.role],
          at,
          ttlMs: linkMs,
        });
        await users.log({
          at,
          actor: staff.id,
          action: 'user.invite',
          outcome: 'done',
          details: { email: body.email, role: body.role },
        });
        return { link: { url: setupUrl(publicUrl, made.secret), expiresAt: made.expiresAt } };
      },
    }),
    staffRoute({
      method: 'delete',
      path: '/api/invitations/{id}',
      tag: 'accounts',
      summary: 'Take an invitation back that nobody has accepted',
      params: idParams,
      answer: noContent('Its link no longer works.'),
      problems: ['invitation.not-found'],
      handle: async ({ params, staff }) => {
        const revoked = await users.revokeInvitation(params.id);
        if (!revoked) throw new Problem('invitation.not-found', 'GET /api/users lists those that are open.');
        await users.log({
          ...{ at: now(), actor: staff.id, action: 'user.uninvite', outcome: 'done' },
          details: { email: revoked.email ?? '' },
        });
      },
    }),
    staffRoute({
      method: 'patch',
      path: '/api/users/{id}',
      tag: 'accounts',
      summary: 'Change name or role, close or open an account, or make a link for a new password',
      params: idParams,
      body: z.strictObject({
        name: personName.optional(),
        role: role.optional(),
        disabled: z.boolean().optional(),
        resetPassword: z.literal(true).optional(),
      }),
      answer: {
        status: 200,
        schema: z.object({ user, link: link.optional() }),
        text: 'The account as it is now.',
      },
      problems: ['user.not-found', 'user.last-admin'],
      handle: async ({ params, body, staff }) => {
        const at = now();
        const row = await users.get(params.id);
        if (!row) throw new Problem('user.not-found', 'GET /api/users lists them.');
        const losesAdmin =
          row.roles.includes('admin') &&
          (body.disabled === true || (body.role !== undefined && body.role !== 'admin'));
        if (losesAdmin && !(await hasOtherAdmin(users, row._id))) {
          await users.log({
            ...{ at, actor: staff.id, action: 'user.change', subject: row._id },
            ...{ outcome: 'refused', reason: 'user.last-admin' },
          });
          throw new Problem('user.last-admin', 'Make somebody else an administrator first.');
        }
        const patch = { ...(body.name && { name: body.name }), ...(body.role && { roles: [body.role] }) };
        if (Object.keys(patch).length > 0) await users.update(row._id, patch, at);
        if (body.disabled === true) await users.disable(row._id, at);
        if (body.disabled === false) await users.enable(row._id, at);
        // Two administrators may have taken the role from each other at once.
        if (losesAdmin && !(await hasOtherAdmin(users, row._id))) {
          await users.update(row._id, { roles: row.roles }, at);
          if (body.disabled === true) await users.enable(row._id, at);
          throw new Problem('user.last-admin', 'Make somebody else an administrator first.');
        }
        const made =
          body.resetPassword &&
          (await users.createLink({ purpose: 'password-reset', userId: row._id, at, ttlMs: linkMs }));
        await users.log({
          at,
          actor: staff.id,
          action: 'user.change',
          subject: row._id,
          outcome: 'done',
          details: changesOf(row, body, made ? await liveTokensOf(users, row._id, at) : 0),
        });
        const changed = await users.get(row._id);
        return {
          user: userOf(changed ?? row),
          ...(made && { link: { url: setupUrl(publicUrl, made.secret), expiresAt: made.expiresAt } }),
        };
      },
    }),
  ];
}

type AccountChange = {
  [Field in 'name' | 'role' | 'disabled' | 'resetPassword']?:
    (Field extends 'disabled' | 'resetPassword' ? boolean : string) | undefined;
};

/** What was changed, from what to what. `tokens`: API tokens that end with a new password. */
function changesOf({ name, roles }: UserRow, body: AccountChange, tokens: number) {
  const ends = tokens > 0 ? `; once it is used, API tokens end: ${tokens}` : '';
  return {
    ...(body.name !== undefined && { name: { from: name, to: body.name } }),
    ...(body.role !== undefined && { role: { from: roles[0] ?? '', to: body.role } }),
    ...(body.disabled !== undefined && { account: body.disabled ? 'closed' : 'opened' }),
    ...(body.resetPassword && { password: `a link for a new one was made${ends}` }),
  };
}

function invitationOf({ _id, email = '', roles: [role = 'agent'] = [], at, expiresAt }: TokenRow) {
  return { id: _id, email, role, at, expiresAt };
}

function userOf(row: UserRow): z.infer<typeof user> {
  const [role = 'agent'] = row.roles;
  return {
    id: row._id,
    name: row.name,
    email: row.email,
    role,
    ...(row.disabledAt !== undefined && { disabled: true }),
  };
}

async function hasOtherAdmin(users: UserStore, id: string): Promise<boolean> {
  const all = await users.list();
  return all.some((row) => row._id !== id && row.roles.includes('admin') && row.disabledAt === undefined);
}
