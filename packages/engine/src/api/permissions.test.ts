import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';
import { permissions } from './permissions.ts';
import type { Route } from './route.ts';
import { routeName } from './route.ts';
import { roles } from './staff.ts';
import type { Role } from './staff.ts';
import type { TestApi } from './testing/test-api.ts';
import { startTestApi } from './testing/test-api.ts';

let database: TestDatabase;
let api: TestApi;

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
  api = await startTestApi({
    database,
  });
});

afterAll(async () => {
  await api?.stop();
  await database?.drop();
});

/** Requests that a permitted caller gets refused for other reasons than who they are: nothing is changed by them. */
function ask(route: Route, headers: Record<string, string>) {
  const path = route.path.replaceAll(/\{\w+\}/g, 'nothing');
  const body = route.body ? { 'not a field': true } : undefined;
  return api.call(route.method.toUpperCase(), path, body, headers);
}

describe('the table of permissions', () => {
  it('names every route once, and nothing else', () => {
    const routes = api.app.routes.map(routeName);
    // Calls go by one provider; where it is the other, the same routes have its name.
    const byPlivo = routes.flatMap((name) =>
      name.includes('/twilio/voice') ? [name.replace('twilio', 'plivo')] : [],
    );
    expect([...routes, ...byPlivo].sort()).toEqual(Object.keys(permissions).sort());
  });

  it('gives each route the audience of its handler', () => {
    for (const route of api.app.routes) {
      const access = permissions[routeName(route)];
      expect(Array.isArray(access) ? 'staff' : access, routeName(route)).toBe(route.audience);
    }
  });

  it('leaves what changes something to those who may, and nothing to auditors but to read', () => {
    const writes = api.app.routes.filter(({ method, audience }) => audience === 'staff' && method !== 'get');
    const ofAuditors = writes
      .filter((route) => permissions[routeName(route)]?.includes('auditor'))
      .map(routeName);
    expect(ofAuditors.sort()).toEqual(['DELETE /api/session', 'POST /api/knowledge/ask']);
  });
});

describe('every route', () => {
  it('refuses who is not signed in, and who carries a wrong token or cookie', async () => {
    for (const route of api.app.routes.filter(({ audience }) => audience !== 'anyone')) {
      for (const headers of [
        {},
        { Authorization: 'Bearer wrong' },
        { Authorization: 'Bearer throughline_wrong' },
        { Authorization: 'Basic YTpi' },
        { Cookie: 'throughline=wrong', 'X-Throughline': '1' },
      ]) {
        const { status, json } = await ask(route, headers);
        expect(status, `${routeName(route)} ${JSON.stringify(headers)}`).toBe(401);
        expect(json).toHaveProperty('code');
      }
    }
  });

  it.each(roles)(
    'lets %s do what the table says and nothing else, by session and by token',
    async (role: Role) => {
      for (const route of api.app.routes.filter(({ audience }) => audience === 'staff')) {
        // Signing out ends the session, so each route has one of its own.
        const staff = await api.signIn(role);
        const allowed = permissions[routeName(route)]?.includes(role) ?? false;
        for (const headers of [staff.bearer, staff.cookie]) {
          if (allowed && route.path === '/api/events') continue;
          const { status, json } = await ask(route, headers);
          const text = `${role} ${routeName(route)} -> ${status}`;
          const refused = status === 403 && json['code'] === 'auth.not-allowed';
          expect(allowed ? ![401, 403].includes(status) : refused, text).toBe(true);
          expect(status, text).toBeLessThan(500);
        }
      }
    },
  );

  it('does not take a token of the web chat for an account, nor the other way round', async () => {
    const opened = await api.call('POST', '/channels/webchat/sessions', {});
    const visitor = { Authorization: `Bearer ${String(opened.json['token'])}` };
    const { bearer } = await api.signIn('admin');
    for (const route of api.app.routes.filter(({ audience }) => audience !== 'anyone')) {
      const { status } = await ask(route, route.audience === 'staff' ? visitor : bearer);
      expect(status, routeName(route)).toBe(401);
    }
  });

  it('needs the header that other sites cannot send, when a cookie asks for a change', async () => {
    const { cookie } = await api.signIn('admin');
    for (const route of api.app.routes.filter(
      ({ audience, method }) => audience === 'staff' && method !== 'get',
    )) {
      const { status, json } = await ask(route, { Cookie: cookie.Cookie });
      expect([status, json['code']], routeName(route)).toEqual([403, 'auth.header-missing']);
    }
  });
});
