import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';
import type { TestApi } from './testing/test-api.ts';
import { startTestApi } from './testing/test-api.ts';

let database: TestDatabase;
let api: TestApi;
let ops: Record<string, string>;
let server: Server;
let site: string;

const page = (
  title: string,
  text: string,
) => `<!doctype html><html lang="de"><head><title>${title} | Shop</title></head>
  <body><nav><a href="/">Home</a> <a href="/all">All articles</a></nav><main><h1>${title}</h1><p>${text.repeat(6)}</p>
  <table><tr><th>Size</th><th>Price</th></tr><tr><td>Small</td><td>3 | 4</td></tr></table>
  <script>alert(1)</script></main><footer>Imprint</footer></body></html>`;

beforeAll(async () => {
  server = createServer((request, response) => {
    const answers: { [path: string]: [type: string, body: string] } = {
      '/robots.txt': ['text/plain', 'User-agent: *\nDisallow: /hidden'],
      '/returns.html': ['text/html; charset=utf-8', page('Rückgabe', 'Waren gehen in 30 Tagen zurück. ')],
      '/hidden': ['text/html', page('Hidden', 'Nobody reads it. ')],
      '/picture.png': ['image/png', 'png'],
      '/empty': ['text/html', '<html><body></body></html>'],
      '/large': ['text/html', 'x'.repeat(1_100_000)],
      '/index.xml': [
        'application/xml',
        `<sitemapindex><sitemap><loc>${site}/map.xml</loc></sitemap></sitemapindex>`,
      ],
      '/map.xml': [
        'application/xml',
        `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>${site}/returns.html#top</loc></url><url><loc>javascript:alert(1)</loc></url><url><loc>${site}/a?b=1&amp;c=2</loc></url></urlset>`,
      ],
      '/page.xml': ['application/xml', '<feed/>'],
    };
    if (request.url === '/away')
      return void response.writeHead(302, { Location: 'http://169.254.169.254/' }).end();
    const [type, body] = answers[request.url ?? ''] ?? [];
    response.writeHead(body === undefined ? 404 : 200, { 'Content-Type': type ?? 'text/plain' }).end(body);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  database = await testDatabase(inject('mongodbUrl'));
  api = await startTestApi({
    database,
    config: { http: { allowedAddresses: ['127.0.0.1'] } },
  });
  ops = (await api.signIn('ops')).bearer;
});

afterAll(async () => {
  await api?.stop();
  await database?.drop();
  server?.close();
});

type Plan = {
  planned: { source: string; state: string; base: number; article: { articleId: string; body: string } }[];
  problems: { file: string; text: string; fix: string }[];
};
const ask = async (what: string, body: object) =>
  (await api.call('POST', `/api/articles/import/${what}`, body, ops)).json as Plan & {
    pages: string[];
  };
const write = (plan: Plan) =>
  api.call(
    'POST',
    '/api/articles/import',
    { articles: plan.planned.map(({ article, base }) => ({ ...article, base })) },
    ops,
  );

describe('files', () => {
  it('are read first, then written, and the same again changes nothing', async () => {
    const files = [
      { name: 'help/gifts.md', text: '---\ntags: [gifts]\n---\n# Gift cards\n\nValid for 5 years.' },
      { name: 'hours.txt', text: 'Opening hours\n\nFrom 9 to 5.' },
      {
        name: 'list.json',
        text: JSON.stringify([
          { id: 'a', title: 'A', body: 'One.' },
          { title: 'B', body: 'x' },
        ]),
      },
      { name: 'broken.md', text: '---\ntitle: [\n---\nText' },
      { name: 'starred.md', text: '---\ntitle: *Important*\n---\nText' },
    ];
    const plan = await ask('files', { files });
    expect(plan.planned).toMatchObject([
      { source: 'help/gifts.md', state: 'new', base: 0, article: { articleId: 'gifts', tags: ['gifts'] } },
      { source: 'hours.txt', state: 'new', article: { articleId: 'hours', title: 'Opening hours' } },
      { source: 'list.json', state: 'new', article: { articleId: 'a' } },
    ]);
    expect(plan.problems).toMatchObject([
      { file: 'list.json', text: 'entry 2 is no article' },
      { file: 'broken.md', text: expect.stringMatching(/^front matter/) },
      { file: 'starred.md', text: expect.stringMatching(/^front matter.*alias/) },
    ]);
    expect((await write(plan)).json).toMatchObject({ imported: [{ changed: true }, {}, {}], refused: [] });
    expect((await ask('files', { files })).planned.map(({ state }) => state)).toEqual(
      Array(3).fill('unchanged'),
    );
    const other = [{ name: 'gifts.md', text: '# Gift cards\n\nValid for 3 years.' }];
    expect((await ask('files', { files: other })).planned).toMatchObject([{ state: 'changed', base: 1 }]);
  });

  it('that would go over what somebody saved since the look are left out, and say so', async () => {
    const plan = await ask('files', { files: [{ name: 'race.md', text: '# Race\n\nFrom the file.' }] });
    await api.call('PUT', '/api/articles/race', { title: 'Race', body: 'By hand.' }, ops);
    expect((await write(plan)).json).toMatchObject({
      imported: [],
      refused: [{ articleId: 'race', text: expect.stringContaining('meanwhile') }],
    });
  });
});

describe('web pages', () => {
  it('become articles of their main text, and keep what people added to them', async () => {
    const plan = await ask('pages', { pages: [`${site}/returns.html`], language: 'en' });
    const [first] = plan.planned;
    expect(first).toMatchObject({
      state: 'new',
      article: { title: 'Rückgabe', language: 'de', format: 'markdown' },
    });
    const { articleId = '', body = '' } = first?.article ?? {};
    expect(articleId).toMatch(/^127\.0\.0\.1-\d+-returns$/);
    expect(body).toContain('Waren gehen in 30 Tagen zurück.');
    expect(body).toContain('| Small | 3 \\| 4 |');
    expect(body).not.toMatch(/Imprint|Home|alert/);
    await write(plan);
    const { json } = await api.call('GET', `/api/articles/${articleId}`, undefined, ops);
    const { title, language, format } = json;
    await api.call(
      'PUT',
      `/api/articles/${articleId}`,
      { title, language, format, body: json['body'], questions: ['Wie lange?'], tags: ['returns'] },
      ops,
    );
    const again = await ask('pages', { pages: [`${site}/returns.html`], language: 'en' });
    expect(again.planned).toMatchObject([{ state: 'unchanged', base: 2 }]);
  });

  it('that may not or cannot be read are refused, each with why and what to do', async () => {
    const paths = ['/hidden', '/picture.png', '/empty', '/large', '/nothing', '/away'];
    const plan = await ask('pages', {
      pages: [...paths.map((path) => site + path), 'http://10.0.0.1/', 'file:///etc/passwd'],
      language: 'en',
    });
    expect(plan.planned).toEqual([]);
    expect(plan.problems.map(({ text }) => text)).toEqual([
      'the site’s robots.txt does not allow it',
      'it is image/png, not a web page',
      'no main text was found in it',
      'it is larger than 1 MB',
      'the site answered 404',
      'it is sent on to http://169.254.169.254/: it lies at a private address, which is not read',
      'it lies at a private address, which is not read',
      expect.any(String),
    ]);
    expect(plan.problems.every(({ fix }) => fix.length > 5)).toBe(true);
  });

  it('are found by sitemaps and by indexes of them', async () => {
    const found = await ask('addresses', {
      addresses: [`${site}/index.xml`, `${site}/page.xml`, 'help.example.com', `${site}/returns.html`],
    });
    expect(found.pages).toEqual([`${site}/returns.html`, `${site}/a?b=1&c=2`]);
    expect(found.problems).toMatchObject([
      { file: 'help.example.com', text: 'this is no address of the web' },
      { file: `${site}/page.xml`, text: 'this is no sitemap' },
    ]);
  });
});
