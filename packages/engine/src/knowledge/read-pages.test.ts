import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createGuardedHttp } from '../http/guarded-http.ts';
import { createPageReader } from './read-pages.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const servers: Server[] = [];
let site: string;
let other: string;
let answers: { [path: string]: Answer } = {};
let asked: string[] = [];

async function serve(name: string): Promise<string> {
  const server = createServer((request, response) => {
    asked.push(name + (request.url ?? ''));
    const answer = answers[name + (request.url ?? '')];
    if (answer) answer(request, response);
    else response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  servers.push(server);
  await new Promise((resolve) => server.once('listening', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

beforeAll(async () => {
  [site, other] = [await serve('site'), await serve('other')];
});
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});
beforeEach(() => {
  answers = {};
  asked = [];
});

const reader = () =>
  createPageReader({
    http: createGuardedHttp(['127.0.0.1']),
    knowledge: { get: () => Promise.resolve(undefined) },
  });
const text =
  (body: string, type = 'text/plain'): Answer =>
  (_, response) =>
    void response.writeHead(200, { 'content-type': type }).end(body);
const status =
  (code: number): Answer =>
  (_, response) =>
    void response.writeHead(code).end();
const sendOn =
  (to: string): Answer =>
  (_, response) =>
    void response.writeHead(302, { location: to }).end();
const never: Answer = () => undefined;
const inTime = () => AbortSignal.timeout(8_000);

async function read(pages: ReturnType<typeof reader>, url: string, signal = inTime()) {
  const [source] = await pages.read([url], { language: 'en', signal });
  return { titles: source!.articles.map(({ title }) => title), problem: source!.problems[0] };
}
const page = text('Returns\n\nWithin 30 days.');

describe('robots.txt', () => {
  it.each([404, 403, 410])('that there is none of (%i) allows everything', async (code) => {
    answers = { 'site/robots.txt': status(code), 'site/a': page };
    expect(await read(reader(), `${site}/a`)).toMatchObject({ titles: ['Returns'] });
  });

  it('that could not be read allows nothing, and is asked again soon', async () => {
    answers = { 'site/robots.txt': status(500), 'site/a': page };
    const { problem, titles } = await read(reader(), `${site}/a`);
    expect([titles, problem]).toEqual([
      [],
      {
        file: `${site}/a`,
        text: 'its robots.txt could not be read (500)',
        fix: 'try it again later',
      },
    ]);
    expect(asked).not.toContain('site/a');
    answers['site/robots.txt'] = (request) => request.socket.destroy();
    expect((await read(reader(), `${site}/a`)).problem?.text).toBe(
      'its robots.txt could not be read (the site could not be reached)',
    );
  });

  it('is not taken for unread because whoever asked first gave up', async () => {
    let answer: (() => void) | undefined;
    answers = {
      'site/robots.txt': (_, response) => (answer = () => response.end('User-agent: *\nDisallow: /b')),
      'site/a': page,
      'site/b': page,
    };
    const pages = reader();
    const given = new AbortController();
    const first = read(pages, `${site}/a`, given.signal);
    const second = read(pages, `${site}/a`);
    await vi.waitFor(() => expect(asked).toContain('site/robots.txt'));
    given.abort();
    expect((await first).problem?.text).toBe('there was no time left to read it');
    answer?.();
    expect(await second).toMatchObject({ titles: ['Returns'] });
    expect((await read(pages, `${site}/b`)).problem?.text).toBe('the site’s robots.txt does not allow it');
    expect(asked.filter((one) => one === 'site/robots.txt')).toHaveLength(1);
  });

  it('of wherever a page is sent on to is asked too, before it is read', async () => {
    answers = {
      'site/robots.txt': text('User-agent: *\nDisallow: /hidden'),
      'other/robots.txt': text('User-agent: *\nDisallow: /'),
      'site/a': sendOn('/b'),
      'site/b': page,
      'site/c': sendOn('/hidden'),
      'site/hidden': page,
      'site/d': sendOn('/e'),
      'site/e': sendOn(`${other}/f`),
      'other/f': page,
    };
    const pages = reader();
    expect(await read(pages, `${site}/a`)).toMatchObject({ titles: ['Returns'] });
    for (const [path, next] of [
      ['/c', `${site}/hidden`],
      ['/d', `${other}/f`],
    ])
      expect(await read(pages, site + path)).toMatchObject({
        titles: [],
        problem: { text: `it is sent on to ${next}: the site’s robots.txt does not allow it` },
      });
    expect(asked).not.toContain('site/hidden');
    expect(asked).not.toContain('other/f');
  });
});

const urlset = (...paths: string[]) =>
  `<urlset>${paths.map((path) => `<url><loc>${site}${path}</loc></url>`).join('')}</urlset>`;
const index = (...paths: string[]) =>
  `<sitemapindex>${paths.map((path) => `<sitemap><loc>${site}${path}</loc></sitemap>`).join('')}</sitemapindex>`;
const xml = (body: string) => text(body, 'application/xml');

it('tells of each page that there was no time left, when it was given up before the first', async () => {
  const pages = [`${site}/a`, `${site}/b`];
  const sources = await reader().read(pages, { language: 'en', signal: AbortSignal.abort() });
  expect(sources.map(({ problems }) => problems[0]?.text)).toEqual(
    pages.map(() => 'there was no time left to read it'),
  );
});

describe('sitemaps', () => {
  it('keep what was found when time runs out or some fail, and say what is missing', async () => {
    answers = {
      'site/index.xml': xml(index('/one.xml', '/broken.xml', '/slow.xml', '/late.xml')),
      'site/one.xml': xml(urlset('/a', '/b')),
      'site/broken.xml': status(404),
      'site/slow.xml': never,
    };
    const found = await reader().pagesOf([`${site}/index.xml`], AbortSignal.timeout(700));
    expect(found.pages).toEqual([`${site}/a`, `${site}/b`]);
    expect(found.problems.map(({ file, text }) => [file, text])).toEqual([
      [`${site}/broken.xml`, 'the site answered 404'],
      [`${site}/slow.xml`, 'there was no time left to read it'],
      [`${site}/late.xml`, 'there was no time left to read it'],
    ]);
  });

  it('may be far larger than a page, and packed; what they grow to has an end', async () => {
    const many = Array.from({ length: 30_000 }, (_, n) => `/articles/what-to-know-about-number-${n}`);
    const huge = gzipSync(Buffer.alloc(11_000_000, ' '));
    const bytes =
      (body: Buffer): Answer =>
      (_, response) =>
        void response.writeHead(200, { 'content-type': 'application/x-gzip' }).end(body);
    answers = {
      'site/large.xml': xml(urlset(...many)),
      'site/packed.xml.gz': bytes(gzipSync(urlset('/a'))),
      'site/plain.xml.gz': xml(urlset('/b')),
      'site/bomb.xml.gz': bytes(huge),
      'site/torn.xml.gz': bytes(gzipSync(urlset('/a')).subarray(0, 30)),
    };
    expect(urlset(...many).length).toBeGreaterThan(2_000_000);
    const large = await reader().pagesOf([`${site}/large.xml`], inTime());
    expect(large.pages).toHaveLength(500);
    expect(large.problems).toMatchObject([{ text: expect.stringMatching(/^29500 pages more/) }]);
    const packed = ['packed', 'plain', 'bomb', 'torn'].map((name) => `${site}/${name}.xml.gz`);
    const found = await reader().pagesOf(packed, inTime());
    expect(found.pages).toEqual([`${site}/a`, `${site}/b`]);
    expect(found.problems.map(({ text }) => text)).toEqual([
      'it is larger than 10 MB',
      'it cannot be unpacked',
    ]);
  });

  it('are asked of robots.txt like pages are, and wherever they are sent on to', async () => {
    answers = {
      'site/robots.txt': text('User-agent: *\nDisallow: /internal/'),
      'other/robots.txt': status(503),
      'site/index.xml': xml(index('/internal/one.xml', '/two.xml', '/three.xml', '/four.xml')),
      'site/internal/one.xml': xml(urlset('/a')),
      'site/two.xml': sendOn('/internal/one.xml'),
      'site/three.xml': sendOn(`${other}/three.xml`),
      'other/three.xml': xml(urlset('/c')),
      'site/four.xml': xml(urlset('/d')),
    };
    const found = await reader().pagesOf([`${site}/index.xml`, `${site}/internal/one.xml`], inTime());
    expect(found.pages).toEqual([`${site}/d`]);
    const fix = 'ask the site’s owner, or name the pages themselves';
    expect(found.problems).toEqual([
      { file: `${site}/internal/one.xml`, text: 'the site’s robots.txt does not allow it', fix },
      {
        file: `${site}/two.xml`,
        text: `it is sent on to ${site}/internal/one.xml: the site’s robots.txt does not allow it`,
        fix,
      },
      {
        file: `${site}/three.xml`,
        text: `it is sent on to ${other}/three.xml: its robots.txt could not be read (503)`,
        fix: 'try it again later',
      },
    ]);
    expect(asked).not.toContain('site/internal/one.xml');
    expect(asked).not.toContain('other/three.xml');
  });

  it('that robots.txt names itself are offered, whatever its rules say; what another site names is not', async () => {
    const rules = `User-agent: *\nDisallow: /*.xml\nSitemap: ${site}/offered.xml\nSitemap: ${other}/maps.xml`;
    answers = {
      'site/robots.txt': text(rules),
      'other/robots.txt': text('User-agent: *\nDisallow: /'),
      'site/offered.xml': xml(urlset('/a')),
      'site/hidden.xml': xml(urlset('/b')),
      'other/maps.xml': xml(urlset('/c')),
    };
    const addresses = [`${site}/offered.xml`, `${site}/hidden.xml`, `${other}/maps.xml`];
    const { pages, problems } = await reader().pagesOf(addresses, inTime());
    expect(pages).toEqual([`${site}/a`]);
    expect(problems.map(({ file }) => file)).toEqual(addresses.slice(1));
  });

  it('are read up to so many, and the rest is counted', async () => {
    const maps = Array.from({ length: 25 }, (_, n) => `/${n}.xml`);
    answers = Object.fromEntries(maps.map((path, n) => [`site${path}`, xml(urlset(`/page-${n}`))]));
    answers['site/index.xml'] = xml(index(...maps));
    const { pages, problems } = await reader().pagesOf([`${site}/index.xml`], inTime());
    expect(pages).toHaveLength(19);
    expect(problems).toMatchObject([
      { file: `${site}/19.xml`, text: 'more than 20 sitemaps: this and 5 more were not read' },
    ]);
  });
});
