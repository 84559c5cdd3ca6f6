import { z } from 'zod';
import { groupBy } from './group-by.ts';
import { permissions } from './permissions.ts';
import type { Route } from './route.ts';
import { routeName, staffRoute } from './route.ts';
import { role } from './shapes.ts';
import { roles } from './staff.ts';

const area = z
  .object({
    tag: z.string(),
    actions: z.array(z.object({ summary: z.string(), route: z.string(), roles: z.array(role) })),
  })
  .meta({ id: 'RoleArea' });

/** What each role may do, read from the table of permissions and the routes themselves. `routes`: all of them, asked for late. */
export function roleRoutes(routes: () => Route[]): Route[] {
  return [
    staffRoute({
      method: 'get',
      path: '/api/roles',
      tag: 'accounts',
      summary: 'What each role may do',
      answer: {
        status: 200,
        schema: z.object({ roles: z.array(role), areas: z.array(area) }),
        text: 'By part of the product.',
      },
      handle: async () => ({ roles: [...roles], areas: areasOf(routes()) }),
    }),
  ];
}

function areasOf(routes: Route[]): z.infer<typeof area>[] {
  const ofStaff = routes.filter(({ audience }) => audience === 'staff');
  return [...groupBy(ofStaff, ({ tag }) => tag)].map(([, same]) => ({
    tag: same[0]?.tag ?? '',
    actions: same.map((route) => {
      const access = permissions[routeName(route)];
      return {
        summary: route.summary,
        route: routeName(route),
        roles: Array.isArray(access) ? [...access] : [],
      };
    }),
  }));
}
