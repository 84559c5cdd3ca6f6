import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';
import { firstAdminLink } from './setup.ts';
import type { TestApi } from './testing/test-api.ts';
import { startTestApi, testPassword } from './testing/test-api.ts';

let database: TestDatabase;
let api: TestApi;
let now = Date.UTC(2026, 0, 1);

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
  api = await startTestApi({
    database,
    deps: { now: () => now },
  });
});

afterAll(async () => {
  await api?.stop();
  await database?.drop();
});

const admin = { name: 'Ada', email: 'Ada@Example.com', password: testPassword };
const write = { 'X-Throughline': '1' };

function cookieOf({ headers }: { headers: Headers }): { Cookie: string } {
  return { Cookie: (headers.get('set-cookie') ?? '').split(';')[0] ?? '' };
}

const tokenIn = (url: unknown) => new URL(String(url)).searchParams.get('token') ?? '';

describe('accounts', () => {
  it('makes the first administrator by a link that works once, for a day, and only while there is nobody', async () => {
    const late = tokenIn(await firstAdminLink(api.stores.users, 'http://x.example', now - 25 * 3_600_000));
    expect((await api.call('POST', '/api/setup', { ...admin, token: late })).json['code']).toBe(
      'setup.invalid-link',
    );

    const [first, second] = [
      tokenIn(await firstAdminLink(api.stores.users, 'http://x.example', now)),
      tokenIn(await firstAdminLink(api.stores.users, 'http://x.example', now)),
    ];
    const weak = await api.call('POST', '/api/setup', { ...admin, token: first, password: 'short' });
    expect([weak.status, weak.json['errors']]).toMatchObject([422, [{ field: 'password' }]]);

    const both = await Promise.all(
      [1, 2].map(() => api.call('POST', '/api/setup', { ...admin, token: first })),
    );
    expect(both.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(
      (await api.call('POST', '/api/setup', { ...admin, token: second, email: 'b@example.com' })).status,
    ).toBe(403);
    expect(await api.stores.users.count()).toBe(1);
    expect(await firstAdminLink(api.stores.users, 'http://x.example', now)).toBeNull();

    const made = both.find(({ status }) => status === 201);
    expect(made?.json['user']).toMatchObject({ name: 'Ada', email: 'ada@example.com', role: 'admin' });
    const session = await api.call(
      'GET',
      '/api/session',
      undefined,
      cookieOf(made as NonNullable<typeof made>),
    );
    expect(session.json['user']).toMatchObject({ role: 'admin' });
  });

  it('signs in by e-mail and password, and says nothing of which was wrong', async () => {
    const signIn = (email: string, password: string) => api.call('POST', '/api/session', { email, password });
    const wrong = await signIn('ada@example.com', 'wrong password');
    const unknown = await signIn('nobody@example.com', testPassword);
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect({ ...wrong.json, requestId: '' }).toEqual({ ...unknown.json, requestId: '' });

    const right = await signIn(' ADA@example.com ', testPassword);
    expect(right.status).toBe(201);
    const attributes = right.headers.get('set-cookie') ?? '';
    expect(attributes).toMatch(/HttpOnly/);
    expect(attributes).toMatch(/SameSite=Lax/);
    const cookie = cookieOf(right);
    expect((await api.call('DELETE', '/api/session', undefined, { ...cookie, ...write })).status).toBe(204);
    expect((await api.call('GET', '/api/session', undefined, cookie)).status).toBe(401);
  });

  it('ends a session 12 hours after it was last used, and after 14 days in any case', async () => {
    const cookie = cookieOf(
      await api.call('POST', '/api/session', { email: admin.email, password: testPassword }),
    );
    const hour = 3_600_000;
    const alive = async () => (await api.call('GET', '/api/session', undefined, cookie)).status === 200;
    const start = now;
    for (; now < start + 13.5 * 24 * hour; now += 11 * hour) expect(await alive()).toBe(true);
    now = start + 14 * 24 * hour + 1;
    expect(await alive()).toBe(false);

    const idle = cookieOf(
      await api.call('POST', '/api/session', { email: admin.email, password: testPassword }),
    );
    now += 12 * hour + 1;
    expect((await api.call('GET', '/api/session', undefined, idle)).status).toBe(401);
  });

  it('keeps secrets as digests only', async () => {
    const cookie = cookieOf(
      await api.call('POST', '/api/session', { email: admin.email, password: testPassword }),
    );
    const made = await api.call(
      'POST',
      '/api/tokens',
      { name: 'CI', role: 'developer' },
      { ...cookie, ...write },
    );
    const stored = JSON.stringify([
      await database.db.collection('userTokens').find().toArray(),
      await database.db.collection('users').find().toArray(),
      (await api.call('GET', '/api/tokens', undefined, cookie)).json,
      (await api.call('GET', '/api/users', undefined, cookie)).json,
    ]);
    const secret = String(made.json['token']).replace('throughline_', '');
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(stored).not.toContain(secret);
    expect(stored).not.toContain(cookie.Cookie.split('=')[1]);
    expect(stored).not.toContain(testPassword);
    expect(stored.match(/\$argon2id\$/g)?.length).toBe(1);
  });

  it('binds API tokens to a role, and lets them be revoked', async () => {
    const cookie = {
      ...cookieOf(await api.call('POST', '/api/session', { email: admin.email, password: testPassword })),
      ...write,
    };
    const made = await api.call(
      'POST',
      '/api/tokens',
      { name: 'reports', role: 'auditor', expiresInDays: 1 },
      cookie,
    );
    const bearer = { Authorization: `Bearer ${String(made.json['token'])}` };
    expect((await api.call('GET', '/api/session', undefined, bearer)).json['user']).toMatchObject({
      role: 'auditor',
    });
    expect((await api.call('GET', '/api/users', undefined, bearer)).status).toBe(403);
    expect(
      (await api.call('DELETE', `/api/tokens/${String(made.json['id'])}`, undefined, cookie)).status,
    ).toBe(204);
    expect((await api.call('GET', '/api/session', undefined, bearer)).json['code']).toBe(
      'auth.invalid-token',
    );

    const other = await api.call(
      'POST',
      '/api/tokens',
      { name: 'short', role: 'auditor', expiresInDays: 1 },
      cookie,
    );
    now += 24 * 3_600_000 + 1;
    const expired = await api.call('GET', '/api/session', undefined, {
      Authorization: `Bearer ${String(other.json['token'])}`,
    });
    expect(expired.status).toBe(401);
  });

  it('invites, changes, resets and closes accounts; the last administrator stays', async () => {
    const cookie = {
      ...cookieOf(await api.call('POST', '/api/session', { email: admin.email, password: testPassword })),
      ...write,
    };
    const invited = await api.call('POST', '/api/users', { email: 'bo@example.com', role: 'agent' }, cookie);
    const token = tokenIn((invited.json['link'] as { url: string }).url);
    const joined = await api.call('POST', '/api/setup', {
      token,
      name: 'Bo',
      email: 'other@example.com',
      password: testPassword,
    });
    // The address is the invited one, whatever the form says.
    expect(joined.json['user']).toMatchObject({ email: 'bo@example.com', role: 'agent' });
    const bo = (joined.json['user'] as { id: string }).id;
    const boCookie = cookieOf(joined);
    expect(
      (await api.call('POST', '/api/users', { email: 'bo@example.com', role: 'agent' }, cookie)).status,
    ).toBe(409);

    const reset = await api.call('PATCH', `/api/users/${bo}`, { resetPassword: true }, cookie);
    const again = tokenIn((reset.json['link'] as { url: string }).url);
    expect(
      (
        await api.call('POST', '/api/setup', {
          token: again,
          name: 'Bo',
          email: 'bo@example.com',
          password: 'another password',
        })
      ).status,
    ).toBe(201);
    expect((await api.call('GET', '/api/session', undefined, boCookie)).status).toBe(401);

    const back = await api.call('POST', '/api/session', {
      email: 'bo@example.com',
      password: 'another password',
    });
    expect((await api.call('PATCH', `/api/users/${bo}`, { disabled: true }, cookie)).status).toBe(200);
    expect((await api.call('GET', '/api/session', undefined, cookieOf(back))).status).toBe(401);
    expect(
      (await api.call('POST', '/api/session', { email: 'bo@example.com', password: 'another password' }))
        .status,
    ).toBe(401);

    const me = ((await api.call('GET', '/api/session', undefined, cookie)).json['user'] as { id: string }).id;
    for (const change of [{ disabled: true }, { role: 'agent' }]) {
      expect((await api.call('PATCH', `/api/users/${me}`, change, cookie)).json['code']).toBe(
        'user.last-admin',
      );
    }
    expect((await api.call('PATCH', '/api/users/nobody', { name: 'X' }, cookie)).status).toBe(404);
  });

  it('says that a new password ends the API tokens of the person, before, and how many, after', async () => {
    const cookie = {
      ...cookieOf(await api.call('POST', '/api/session', { email: admin.email, password: testPassword })),
      ...write,
    };
    const invited = await api.call('POST', '/api/users', { email: 'cy@example.com', role: 'admin' }, cookie);
    const linkOf = ({ json }: { json: Record<string, unknown> }) =>
      tokenIn((json['link'] as { url: string }).url);
    const look = (token: string) => api.call('POST', '/api/setup/link', { token });
    expect((await look(linkOf(invited))).json).toEqual({ purpose: 'invitation' });
    const account = { name: 'Cy', email: 'cy@example.com', password: testPassword };
    const joined = await api.call('POST', '/api/setup', { ...account, token: linkOf(invited) });
    const cy = (joined.json['user'] as { id: string }).id;
    const theirs = { ...cookieOf(joined), ...write };
    const make = async (who: Record<string, string>, name: string, expiresInDays = 30) =>
      String(
        (await api.call('POST', '/api/tokens', { name, role: 'auditor', expiresInDays }, who)).json['token'],
      );
    const made = [await make(theirs, 'reports'), await make(theirs, 'backup')];
    await make(theirs, 'expired', 1);
    const anothers = await make(cookie, 'other');
    now += 25 * 3_600_000;
    const again = {
      ...cookieOf(await api.call('POST', '/api/session', { email: admin.email, password: testPassword })),
      ...write,
    };
    const reset = await api.call('PATCH', `/api/users/${cy}`, { resetPassword: true }, again);
    const token = linkOf(reset);
    expect((await look(token)).json).toEqual({ purpose: 'password-reset', apiTokens: 2 });
    expect((await api.stores.users.logged({ subject: cy, kind: 'user', limit: 1 }))[0]).toMatchObject({
      action: 'user.change',
      details: { password: 'a link for a new one was made; once it is used, API tokens end: 2' },
    });
    const works = async (secret: string) =>
      (await api.call('GET', '/api/session', undefined, { Authorization: `Bearer ${secret}` })).status ===
      200;
    expect(await Promise.all([...made, anothers].map(works))).toEqual([true, true, true]);
    expect((await api.call('POST', '/api/setup', { ...account, token })).status).toBe(201);
    expect(await Promise.all([...made, anothers].map(works))).toEqual([false, false, true]);
    const [logged] = await api.stores.users.logged({ subject: cy, actor: cy, limit: 1 });
    expect(logged).toMatchObject({
      action: 'user.setup',
      details: { password: 'a new one was set', apiTokensEnded: 2 },
    });
    expect((await look(token)).json['code']).toBe('setup.invalid-link');
    expect((await look('made-up')).status).toBe(403);
  });
});
