import type { RouteDeps } from './app-deps.ts';
import type { Route } from './route.ts';
import type { SessionCookie } from './session-cookie.ts';
import { sessionRoutes } from './session.ts';
import { setupRoutes } from './setup.ts';
import { tokenRoutes } from './tokens.ts';
import { userRoutes } from './users.ts';

/** Who the staff are, and how they and their programs sign in. */
export function accountRoutes({ config, stores, now }: RouteDeps, cookie: SessionCookie): Route[] {
  const { users } = stores;
  return [
    ...sessionRoutes({ users, cookie, now }),
    ...setupRoutes({ users, cookie, now }),
    ...userRoutes({ users, publicUrl: config.publicUrl, now }),
    ...tokenRoutes({ users, now }),
  ];
}
