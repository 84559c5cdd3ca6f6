import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { TestDatabase } from '../testing/database.ts';
import { readEvents } from '../channels/testing/read-events.ts';
import { testDatabase } from '../testing/database.ts';
import type { TestApi } from './testing/test-api.ts';
import { startTestApi } from './testing/test-api.ts';

let database: TestDatabase;
let api: TestApi;
let ops: { id: string; bearer: Record<string, string> };

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
  api = await startTestApi({
    database,
  });
  ops = await api.signIn('ops');
});

afterAll(async () => {
  await api?.stop();
  await database?.drop();
});

const put = (id: string, body: object) => api.call('PUT', `/api/articles/${id}`, body, ops.bearer);
const get = (path: string) => api.call('GET', `/api/articles${path}`, undefined, ops.bearer);

describe('an article', () => {
  it('keeps who wrote each version, and the log says so', async () => {
    await put('hours', { title: 'Hours', body: 'We are there from 9 to 5.' });
    await put('hours', { title: 'Opening hours', body: 'We are there from 9 to 6.' });
    await api.call('DELETE', '/api/articles/hours', undefined, ops.bearer);
    const author = { id: ops.id, name: 'ops' };
    expect((await get('/hours/versions')).json['versions']).toMatchObject([
      { version: 3, removed: true, author },
      { version: 2, removed: false, title: 'Opening hours', author },
      { version: 1, removed: false, title: 'Hours', author },
    ]);
    expect((await get('/hours?version=1')).json).toMatchObject({
      ...{ title: 'Hours', author, live: null },
      html: '<p>We are there from 9 to 5.</p>\n',
    });
    const logged = await api.stores.users.logged({ subject: 'hours', limit: 10 });
    expect(logged.map(({ action, actor }) => [action, actor])).toEqual([
      ['article.remove', ops.id],
      ['article.put', ops.id],
      ['article.put', ops.id],
    ]);
    expect((await get('/nothing/versions')).json).toMatchObject({ code: 'article.not-found' });
  });

  it('that changes is told of to whoever looks at articles', async () => {
    const agent = await api.signIn('agent');
    const open = readEvents(`${api.url}/api/events?topics=articles`, agent.bearer);
    await open.opened;
    await put('told', { title: 'Told', body: 'One.' });
    await put('told', { title: 'Told', body: 'One.' });
    const imported = [{ articleId: 'told', title: 'Told', body: 'Two.' }];
    await api.call('POST', '/api/articles/import', { articles: imported }, ops.bearer);
    await api.call('DELETE', '/api/articles/told', undefined, ops.bearer);
    await open.until(({ data }) => data['version'] === 3);
    expect(open.seen.map(({ type, data }) => [type, data['id'], data['version']])).toEqual(
      [1, 2, 3].map((version) => ['article.changed', 'told', version]),
    );
    await open.close();
  });

  it('that somebody saved meanwhile is not written over, and is told who and what', async () => {
    const text = { title: 'Gifts', body: 'Gift cards are valid for 5 years.' };
    expect((await put('gifts', { ...text, base: 0 })).json).toMatchObject({ version: 1 });
    const late = await put('gifts', { ...text, body: 'For 3 years.', base: 0 });
    expect(late.status).toBe(409);
    expect(late.json).toMatchObject({
      code: 'article.conflict',
      details: { version: 1, removed: false, author: 'ops' },
    });
    expect((await put('gifts', { ...text, body: 'For 3 years.', base: 1 })).json).toMatchObject({
      version: 2,
    });
    // What stands there already is no conflict.
    expect((await put('gifts', { ...text, body: 'For 3 years.', base: 1 })).json).toMatchObject({
      ...{ version: 2, changed: false },
    });
    await api.call('DELETE', '/api/articles/gifts', undefined, ops.bearer);
    expect((await put('gifts', { ...text, base: 2 })).json).toMatchObject({
      ...{ code: 'article.conflict', details: { version: 3, removed: true } },
    });
    expect((await put('gifts', { ...text, base: 3 })).json).toMatchObject({ version: 4 });
  });

  it('saved by two at once is one of them, and the other is told', async () => {
    await put('race', { title: 'Race', body: 'First.', base: 0 });
    const both = await Promise.all(
      ['One.', 'Other.'].map((body) => put('race', { title: 'Race', body, base: 1 })),
    );
    expect(both.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([200, 409]);
    const won = both.findIndex(({ status }) => status === 200);
    expect((await get('/race')).json['body']).toBe(['One.', 'Other.'][won]);
  });

  it('is previewed as customers read it, with policies in place and nothing of its markup alive', async () => {
    await api.call(
      'PUT',
      '/api/policies/gift_years',
      { type: 'number', value: 5, title: 'Years' },
      ops.bearer,
    );
    const body =
      'Valid for **{{ policy.gift_years }} years**. {{ policy.nope }} <img src=x onerror=alert(1)>';
    const shown = await api.call('POST', '/api/articles/preview', { format: 'markdown', body }, ops.bearer);
    expect(shown.json['missing']).toEqual(['nope']);
    expect(shown.json['html']).toContain('<strong>5 years</strong>');
    expect(shown.json['html']).not.toContain('<img');
  });

  it('of a version from before authors were kept is read without one', async () => {
    await api.knowledge.put({ articleId: 'old', title: 'Old', body: 'Old text.' });
    const { articles, index } = (await get('')).json as {
      articles: { articleId: string; author?: object }[];
      index: { state: string };
    };
    expect(articles.find(({ articleId }) => articleId === 'old')).not.toHaveProperty('author');
    expect(index).toMatchObject({ state: expect.any(String), missing: expect.any(Number) });
  });
});
