import { expect, it } from 'vitest';
import type { Fetched } from './page-fetch.ts';
import { createRobots } from './robots.ts';

it('keeps what it read for ten minutes, and a failure for half a minute', async () => {
  let now = 0;
  let loads = 0;
  const response = { status: 200, headers: {}, body: '', url: '' };
  const problem = { file: '', text: 'no answer within 10 seconds', fix: 'try it again later' };
  let answer: Fetched = { ok: false, problem };
  const load = () => {
    loads += 1;
    return Promise.resolve(answer);
  };
  const refusalOf = createRobots(load, { agent: 'throughline', now: () => now });
  const ask = () => refusalOf('https://help.example/hidden', 'ask its owner');
  const unread = { text: 'its robots.txt could not be read (no answer within 10 seconds)', fix: problem.fix };
  expect([await ask(), await ask(), loads]).toEqual([unread, unread, 1]);
  answer = { ok: true, response, text: 'User-agent: throughline\nDisallow: /hidden' };
  now = 29_000;
  expect([await ask(), loads]).toEqual([unread, 1]);
  now = 31_000;
  expect([await ask(), loads]).toEqual([
    { text: 'the site’s robots.txt does not allow it', fix: 'ask its owner' },
    2,
  ]);
  expect(await refusalOf('https://help.example/open', 'ask its owner')).toBeUndefined();
  answer = { ok: false, problem, status: 404 };
  now += 590_000;
  await ask();
  expect(loads).toBe(2);
  now += 20_000;
  expect([await ask(), loads]).toEqual([undefined, 3]);
});
