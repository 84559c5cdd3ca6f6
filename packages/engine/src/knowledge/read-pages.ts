import PQueue from 'p-queue';
import type { HttpAccess } from '@throughline/nodes/run-context';
import type { GuardedRun } from '../http/guarded-http.ts';
import { articleInput } from './article.ts';
import type { ImportProblem, Knowledge } from './knowledge-api.ts';
import { createPageFetch, problemOf } from './page-fetch.ts';
import { idOfAddress, textOfPage } from './page-article.ts';
import type { ImportSource } from './plan-import.ts';
import { readSitemap } from './sitemap.ts';

export const mostPages = 500;
const mostSitemaps = 20;
/** Further sitemaps are not read: a sitemap has up to 50,000, and memory has an end. */
const mostCounted = 100_000;
const atOnce = 4;

export type PageReader = {
  /** The pages that addresses stand for: a sitemap, or an index of them, is followed; no page is read yet. */
  pagesOf(
    addresses: readonly string[],
    signal: AbortSignal,
  ): Promise<{ pages: string[]; problems: ImportProblem[] }>;
  read(pages: readonly string[], options: { language: string; signal: AbortSignal }): Promise<ImportSource[]>;
};

/** Web pages as articles; a site's robots.txt is respected. */
export function createPageReader(deps: {
  http: (run: GuardedRun) => HttpAccess;
  knowledge: Pick<Knowledge, 'get'>;
}): PageReader {
  const fetch = createPageFetch(deps.http);

  async function readOne(url: string, language: string, signal: AbortSignal): Promise<ImportSource> {
    const nothing = (problem: ImportProblem): ImportSource => ({
      source: url,
      articles: [],
      problems: [problem],
    });
    const found = await fetch.page(url, signal);
    if (!found.ok) return nothing(found.problem);
    const type =
      (found.response.headers['content-type'] ?? 'text/html').split(';')[0]?.trim().toLowerCase() ?? '';
    const page = pageOf(type, found.text, url);
    if ('text' in page) return nothing(problemOf(url, page.text, page.fix));
    const articleId = idOfAddress(url);
    const known = await deps.knowledge.get(articleId);
    const result = articleInput.safeParse({
      ...{ articleId, title: page.title, body: page.markdown, format: page.format },
      language: page.language ?? known?.language ?? language,
      // A page has none: what people added stays.
      ...{ tags: known?.tags ?? [], questions: known?.questions ?? [] },
    });
    if (result.success) return { source: url, articles: [result.data], problems: [] };
    const [issue] = result.error.issues;
    return nothing(
      problemOf(url, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`, 'copy the text by hand'),
    );
  }

  return {
    async pagesOf(addresses, signal) {
      const pages = new Set<string>();
      const problems: ImportProblem[] = [];
      const waiting: { url: string; isNamed: boolean }[] = [];
      for (const address of addresses) {
        const url = plainUrl(address);
        if (!url)
          problems.push(
            problemOf(address, 'this is no address of the web', 'write it with https:// in front'),
          );
        else if (/\.xml(\.gz)?$/i.test(new URL(url).pathname)) waiting.push({ url, isNamed: true });
        else pages.add(url);
      }
      const seen = new Set<string>();
      for (let one = waiting.shift(); one; one = waiting.shift()) {
        if (seen.has(one.url)) continue;
        if (seen.size === mostSitemaps || pages.size > mostCounted) {
          const most =
            seen.size === mostSitemaps ? `${mostSitemaps} sitemaps` : `${mostCounted} pages in sitemaps`;
          const text = `more than ${most}: this and ${waiting.length} more were not read`;
          problems.push(problemOf(one.url, text, 'import it in a second go'));
          break;
        }
        seen.add(one.url);
        const found = await fetch.sitemap(one.url, signal);
        const map = found.ok ? readSitemap(found.text) : undefined;
        if (!found.ok) problems.push(found.problem);
        else if (!map)
          problems.push(
            problemOf(one.url, 'this is no sitemap', 'name a sitemap.xml, or the pages themselves'),
          );
        for (const url of map?.pages.map(plainUrl) ?? []) if (url) pages.add(url);
        // Sitemaps may be named by an index only, so that it ends.
        if (one.isNamed)
          for (const url of map?.sitemaps.map(plainUrl) ?? []) if (url) waiting.push({ url, isNamed: false });
      }
      const all = [...pages];
      if (all.length > mostPages) {
        const text = `${all.length - mostPages} pages more than the ${mostPages} that are read in one go`;
        problems.push(
          problemOf(
            all[mostPages] ?? '',
            text,
            'import the others in a second go, by a smaller sitemap or a list',
          ),
        );
      }
      return { pages: all.slice(0, mostPages), problems };
    },

    async read(pages, { language, signal }) {
      const queue = new PQueue({ concurrency: atOnce });
      return queue.addAll(pages.map((url) => () => readOne(url, language, signal)));
    },
  };
}

type Page = { title: string; markdown: string; language?: string | undefined; format: 'markdown' | 'text' };

/** Somebody's HTML may be nested deeper than the stack is. */
function textOrNone(html: string): ReturnType<typeof textOfPage> {
  try {
    return textOfPage(html);
  } catch {
    return undefined;
  }
}

function pageOf(type: string, text: string, url: string): Page | { text: string; fix: string } {
  if (text.includes('\uFFFD')) return { text: 'its text is not in UTF-8', fix: 'copy the text by hand' };
  if (type === 'text/html' || type === 'application/xhtml+xml') {
    const page = textOrNone(text);
    if (page) return { ...page, format: 'markdown' };
    return {
      text: 'no main text was found in it',
      fix: 'copy the text by hand; pages made by scripts have none',
    };
  }
  if (type === 'text/plain' || type === 'text/markdown') {
    return {
      title: firstLine(text) ?? url,
      markdown: text,
      format: type === 'text/plain' ? 'text' : 'markdown',
    };
  }
  return {
    text: `it is ${type || 'of no named type'}, not a web page`,
    fix: 'name a page of HTML, Markdown or plain text',
  };
}

/** Line by line: what strangers wrote must not make a pattern try for minutes. */
function firstLine(text: string): string | undefined {
  return text
    .split('\n', 200)
    .map((line) => line.replace(/^#{1,3}/, '').trim())
    .find((line) => line !== '' && line.length < 200);
}

/** Without the part that only says where on the page. */
function plainUrl(text: string): string | undefined {
  const trimmed = text.trim();
  if (!URL.canParse(trimmed)) return undefined;
  const url = new URL(trimmed);
  url.hash = '';
  return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : undefined;
}
