import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
});
afterAll(() => database.drop());

const person = (email: string) => ({ email, name: 'Al', roles: ['agent' as const], at: 1 });

async function made(email: string): Promise<string> {
  const result = await database.stores.users.create(person(email));
  if (!result.ok) throw new Error(result.code);
  return result.user._id;
}

it('gives an e-mail address to one user, however it is written', async () => {
  const { users } = database.stores;
  const results = await Promise.all(
    [' Al@Example.com', 'al@example.com', 'AL@EXAMPLE.COM '].map((email) => users.create(person(email))),
  );
  expect(results.filter(({ ok }) => ok)).toHaveLength(1);
  expect(results.filter((result) => !result.ok && result.code === 'user.email-taken')).toHaveLength(2);
  expect((await users.byEmail('aL@example.com '))?.email).toBe('al@example.com');
});

it('knows a session by its secret until it ends, and stores only the digest', async () => {
  const { users } = database.stores;
  const userId = await made('session@example.com');
  const { secret, expiresAt } = await users.createSession({ userId, at: 1_000, ttlMs: 500 });
  expect(expiresAt).toBe(1_500);
  expect(await users.session(secret, 1_499)).toMatchObject({ userId });
  expect(await users.session(secret, 1_500)).toBeNull();
  await users.extendSession(secret, 3_000);
  expect(await users.session(secret, 2_999)).toMatchObject({ userId });
  expect(await users.session(`${secret}x`, 1_000)).toBeNull();
  expect(await users.apiToken(secret, 1_000)).toBeNull();
  expect(JSON.stringify(await database.db.collection('userTokens').find().toArray())).not.toContain(secret);
  await users.endSession(secret);
  expect(await users.session(secret, 1_000)).toBeNull();
});

it('lets one of many use a one-time link', async () => {
  const { users } = database.stores;
  const { secret } = await users.createLink({
    purpose: 'first-admin',
    roles: ['admin'],
    at: 1_000,
    ttlMs: 500,
  });
  expect(await users.useLink(secret, 2_000)).toBeNull();
  expect(await users.link(secret, 1_000)).toMatchObject({ purpose: 'first-admin' });
  const used = await Promise.all(Array.from({ length: 20 }, () => users.useLink(secret, 1_100)));
  expect(used.filter(Boolean)).toHaveLength(1);
  expect(await users.link(secret, 1_100)).toBeNull();
});

it('ends everything of a user who is disabled, and nothing of others', async () => {
  const { users } = database.stores;
  const [one, other] = [await made('one@example.com'), await made('other@example.com')];
  const session = await users.createSession({ userId: one, at: 1, ttlMs: 1_000 });
  const token = await users.createApiToken({ userId: one, name: 'ci', roles: ['ops'], at: 1, ttlMs: 1_000 });
  const kept = await users.createApiToken({ userId: other, name: 'ci', roles: ['ops'], at: 1, ttlMs: 1_000 });
  expect(await users.apiToken(token.secret, 2)).toMatchObject({ userId: one, roles: ['ops'] });
  expect(await users.revokeApiToken(kept.id, one)).toBeNull();
  await users.disable(one, 2);
  expect(await users.session(session.secret, 2)).toBeNull();
  expect(await users.apiToken(token.secret, 2)).toBeNull();
  expect(await users.apiToken(kept.secret, 2)).toMatchObject({ userId: other });
  expect((await users.get(one))?.disabledAt).toBe(2);
  await users.enable(one, 3);
  expect((await users.get(one))?.disabledAt).toBeUndefined();
});

it('logs what was done and refused, newest first', async () => {
  const { users } = database.stores;
  await users.log({
    at: 1,
    actor: 'u1',
    action: 'case.claim',
    subject: 'c1',
    outcome: 'refused',
    reason: 'case-closed',
  });
  await users.log({ at: 2, actor: 'u1', action: 'flow.publish', subject: 'f1', outcome: 'done' });
  expect((await users.logged({ limit: 10 })).map(({ action }) => action)).toEqual([
    'flow.publish',
    'case.claim',
  ]);
  expect(await users.logged({ limit: 10, before: 2, subject: 'c1' })).toMatchObject([
    { outcome: 'refused', reason: 'case-closed' },
  ]);
});
