import { z } from 'zod';
import type { UserStore } from '../stores/users.ts';
import { person, readPeople } from './people.ts';
import type { Route } from './route.ts';
import { staffRoute } from './route.ts';
import { id, time, wholeNumber } from './shapes.ts';

const change = z
  .object({
    id: z.string(),
    at: time,
    by: person,
    action: z.string().meta({ description: 'What was done, such as `policy.set`.' }),
    subject: z.string().optional().meta({ description: 'What it was done to.' }),
    outcome: z.enum(['done', 'refused']),
    reason: z.string().optional(),
    details: z.unknown().optional(),
  })
  .meta({ id: 'Change' });

const query = z.strictObject({
  person: id.optional(),
  kind: z
    .string()
    .regex(/^[a-z]{1,30}$/, 'is not a kind, such as policy.')
    .optional(),
  limit: wholeNumber(1, 200).optional(),
  before: wholeNumber(0, 9e14).optional(),
  beforeId: z.uuid().optional(),
});

const pageSize = 50;

/** The record of what the staff changed, and of what was refused. */
export function changeRoutes({ users }: { users: Pick<UserStore, 'list' | 'logged'> }): Route[] {
  return [
    staffRoute({
      method: 'get',
      path: '/api/changes',
      tag: 'accounts',
      summary: 'What was changed by whom, and what was refused',
      query,
      answer: {
        status: 200,
        schema: z.object({
          changes: z.array(change),
          people: z.array(person).meta({ description: 'Everybody with an account, to choose one by.' }),
          next: z.object({ before: time, beforeId: z.string() }).optional(),
        }),
        text: 'The newest first; with `next`, there are more.',
      },
      handle: async ({ query: { person: actor, kind, limit = pageSize, before, beforeId } }) => {
        const [rows, personOf, accounts] = await Promise.all([
          users.logged({
            limit: limit + 1,
            ...(actor !== undefined && { actor }),
            ...(kind !== undefined && { kind }),
            ...(before !== undefined && { before: beforeId ? { at: before, id: beforeId } : before }),
          }),
          readPeople(users),
          users.list(),
        ]);
        const shown = rows.slice(0, limit);
        const last = shown.at(-1);
        return {
          changes: shown.map(({ _id, actor: by, ...row }) => ({ id: _id, ...row, by: personOf(by) })),
          people: accounts.map(({ _id, name }) => ({ id: _id, name })),
          ...(rows.length > limit && last && { next: { before: last.at, beforeId: last._id } }),
        };
      },
    }),
  ];
}
