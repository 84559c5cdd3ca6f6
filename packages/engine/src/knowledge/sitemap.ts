import { Parser } from 'htmlparser2';

/** A sitemap names pages; an index of sitemaps names sitemaps. */
export type Sitemap = { pages: string[]; sitemaps: string[] };

/** Undefined when the text is no sitemap (https://www.sitemaps.org/protocol.html). Entities of one's own are not expanded. */
export function readSitemap(xml: string): Sitemap | undefined {
  const found: Sitemap = { pages: [], sitemaps: [] };
  const open: string[] = [];
  let root: string | undefined;
  let address = '';
  const parser = new Parser(
    {
      onopentag(name) {
        const local = name.replace(/^.*:/, '').toLowerCase();
        root ??= local;
        open.push(local);
        if (local === 'loc') address = '';
      },
      ontext(text) {
        if (open.at(-1) === 'loc') address += text;
      },
      onclosetag() {
        const [parent, local] = open.slice(-2);
        if (local === 'loc' && parent === 'url') found.pages.push(address.trim());
        if (local === 'loc' && parent === 'sitemap') found.sitemaps.push(address.trim());
        open.pop();
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.end(xml);
  return root === 'urlset' || root === 'sitemapindex' ? found : undefined;
}
