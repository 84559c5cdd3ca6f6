import { parseCookie } from 'cookie';
import type { Request, Response } from 'express';
import type { Visitor, VisitorTokens } from '../channels/visitor-tokens.ts';
import type { PortalCustomer, PortalCustomers } from '../portal/portal-customer.ts';
import type { UserStore } from '../stores/users.ts';
import type { CheckMonitor } from './check-monitor.ts';
import { Problem } from './problems.ts';
import type { SessionCookie } from './session-cookie.ts';
import { apiTokenPrefix } from './session-cookie.ts';
import type { StaffMember } from './staff.ts';
import { roleOfToken } from './staff.ts';

export type Authenticate = {
  /** Throws a `Problem` when nobody with an account calls. Moves the end of the session. */
  staff(request: Request, response: Response): Promise<StaffMember>;
  visitor(request: Request): Promise<Visitor>;
  /** Who is signed in at the portal. Moves the end of the session. */
  customer(request: Request, response: Response): Promise<PortalCustomer>;
  /** Throws a `Problem` for who may not read measurements. */
  monitor: CheckMonitor;
};

export type AuthenticateDeps = {
  users: UserStore;
  visitorTokens: VisitorTokens;
  /** The account that signed in at a browser whose token names none. */
  accountAt: (visitor: string) => Promise<string | undefined>;
  cookie: SessionCookie;
  portalCustomers: PortalCustomers;
  monitor: CheckMonitor;
  now: () => number;
};

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

export function createAuthenticate({
  users,
  visitorTokens,
  accountAt,
  cookie,
  portalCustomers,
  monitor,
  now,
}: AuthenticateDeps): Authenticate {
  async function bySession(request: Request, response: Response, secret: string): Promise<StaffMember> {
    needHeader(request);
    const session = await users.session(secret, now());
    const user = session?.userId === undefined ? null : await users.get(session.userId);
    const role = user?.roles[0];
    if (!session || !user || !role || user.disabledAt !== undefined) {
      cookie.clear(response);
      throw new Problem('auth.needed', 'Your session has ended. Sign in again.');
    }
    if (cookie.isDueForRenewal(session.expiresAt, now())) {
      const expiresAt = cookie.expiresAt(session.at, now());
      await users.extendSession(secret, expiresAt);
      if (!response.headersSent) cookie.set(response, secret, expiresAt);
    }
    return { id: user._id, name: user.name, email: user.email, role, via: 'session' };
  }

  async function byPortalSession(request: Request, response: Response): Promise<PortalCustomer> {
    const cookies = request.get('Cookie');
    if (portalCustomers.secretIn(cookies) === undefined)
      throw new Problem('auth.needed', 'Sign in at the portal with a one-time code.');
    needHeader(request);
    const known = await portalCustomers.byCookie(cookies, now());
    if (!known) {
      portalCustomers.cookie.clear(response);
      throw new Problem('auth.needed', 'Your session has ended. Sign in again.');
    }
    await portalCustomers.renew(known, response, now());
    return known.customer;
  }

  async function byToken(secret: string): Promise<StaffMember> {
    const token = await users.apiToken(secret, now());
    const user = token?.userId === undefined ? null : await users.get(token.userId);
    const role = user && roleOfToken(user, token?.roles);
    if (!user || !role || user.disabledAt !== undefined) {
      throw new Problem(
        'auth.invalid-token',
        'The API token is unknown, revoked or expired. Ask an administrator for a new one.',
        bearer,
      );
    }
    return { id: user._id, name: user.name, email: user.email, role, via: 'token' };
  }

  return {
    monitor,
    customer: byPortalSession,
    async staff(request, response) {
      const token = bearerOf(request);
      if (token !== undefined) {
        return byToken(token.startsWith(apiTokenPrefix) ? token.slice(apiTokenPrefix.length) : '');
      }
      const secret = parseCookie(request.get('Cookie') ?? '')[cookie.name];
      if (secret === undefined || secret === '') {
        throw new Problem('auth.needed', 'Sign in, or send an API token as Authorization: Bearer.', bearer);
      }
      return bySession(request, response, secret);
    },
    async visitor(request) {
      const token = bearerOf(request);
      if (token === undefined) {
        throw new Problem(
          'auth.needed',
          'Send the visitor token as Authorization: Bearer; POST /channels/webchat/sessions gives one.',
          bearer,
        );
      }
      const visitor = await visitorTokens.read(token);
      if (!visitor)
        throw new Problem(
          'auth.invalid-token',
          'The visitor token is not ours or has expired. Ask for a new one.',
          bearer,
        );
      // Who sat at a browser before somebody signed in there must not read on in what is the account's now.
      if (!visitor.identity && (await accountAt(visitor.id)) !== undefined)
        throw new Problem(
          'auth.invalid-token',
          'The visitor has signed in since. Ask for a new token, with the identity.',
          bearer,
        );
      return visitor;
    },
  };
}

/** Other sites can make a browser send a cookie, but not this header. */
function needHeader(request: Request): void {
  if (safeMethods.has(request.method) || request.get('X-Throughline') === '1') return;
  throw new Problem(
    'auth.header-missing',
    'Send the header X-Throughline: 1 with requests that change something.',
  );
}

export const bearer = { headers: { 'WWW-Authenticate': 'Bearer' } };

export function bearerOf(request: Request): string | undefined {
  const header = request.get('Authorization');
  if (header === undefined) return undefined;
  return /^Bearer +([\w.~+/=-]{1,4000})$/i.exec(header)?.[1] ?? '';
}
