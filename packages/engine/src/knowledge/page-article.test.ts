import { expect, it } from 'vitest';
import { idOfAddress } from './page-article.ts';
import { readSitemap } from './sitemap.ts';

it('names the article of a page by host and path, within what an id may be', () => {
  expect(idOfAddress('https://www.help.example/Rückgabe/how-to.html')).toBe('help.example-ruckgabe-how-to');
  expect(idOfAddress('https://help.example/')).toBe('help.example');
  expect(idOfAddress('https://help.example/a?id=7')).not.toBe(idOfAddress('https://help.example/a?id=8'));
  const long = `https://help.example/${'very-long/'.repeat(20)}`;
  for (const url of [long, `${long}2`, 'https://help.example/%E4%F6', 'https://help.example/%zz'])
    expect(idOfAddress(url)).toMatch(/^[a-z0-9][a-z0-9._-]{0,99}$/);
  // Of other alphabets nothing would be left.
  expect(idOfAddress('https://help.example/退货')).not.toBe(idOfAddress('https://help.example/运费'));
  expect(idOfAddress(long)).not.toBe(idOfAddress(`${long}2`));
});

it('reads no sitemap out of what is none', () => {
  expect(readSitemap('<html><loc>https://a.example</loc></html>')).toBeUndefined();
  expect(readSitemap('not xml')).toBeUndefined();
  expect(readSitemap('<urlset><url><loc> https://a.example/?a=1&amp;b=2 </loc></url></urlset>')).toEqual({
    pages: ['https://a.example/?a=1&b=2'],
    sitemaps: [],
  });
});
