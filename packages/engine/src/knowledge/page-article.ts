import { createHash } from 'node:crypto';
import { Readability } from '@mozilla/readability';
import { parseHTML } from 'linkedom';
import TurndownService from 'turndown';
import { languageTag } from './article.ts';

/** As much of the browser's element as is used of it: the server has no types of a page. */
type Node = {
  textContent: string | null;
  getAttribute(name: string): string | null;
  querySelectorAll(selector: string): ArrayLike<Node>;
};

export type PageText = { title: string; language: string | undefined; markdown: string };

/** The main text of a web page, without its menus and its footer, as Markdown; undefined for a page without one. */
export function textOfPage(html: string): PageText | undefined {
  const { document } = parseHTML(html);
  const declared = document.documentElement?.getAttribute('lang') ?? '';
  const heading = document.querySelector('h1')?.textContent?.trim();
  const marked = document.querySelector('main, article, [role=main]')?.innerHTML;
  const named = document.title;
  // Takes the document apart, so it comes last.
  const read = new Readability(document as unknown as ConstructorParameters<typeof Readability>[0], {
    charThreshold: 80,
  }).parse();
  const markdown = read?.content ? toMarkdown(read.content) : marked === undefined ? '' : toMarkdown(marked);
  const title = (heading || read?.title || named || '').replace(/\s+/g, ' ').trim().slice(0, 200);
  if (markdown === '' || title === '') return undefined;
  return { title, language: languageTag.test(declared) ? declared : undefined, markdown };
}

/** From host and path, so that the same page is the same article again: `https://www.help.example/a/b.html` is `help.example-a-b`. */
export function idOfAddress(address: string): string {
  const { hostname, port, pathname, search } = new URL(address);
  const path = decoded(pathname).replace(/\.(html?|php|aspx?|md|txt)$/i, '');
  const plain = [hostname.replace(/^www\./, ''), port, path, search]
    .join('-')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase();
  const named = plain.replace(/[^a-z0-9.]+/g, '-').replace(/^[^a-z0-9]+|[-.]+$/g, '');
  // Of other alphabets nothing is left: two pages must not become one article.
  if (named.length <= 80 && /^[\x20-\x7e]*$/.test(plain)) return named;
  return `${named.slice(0, 80)}-${createHash('sha256').update(address).digest('hex').slice(0, 8)}`;
}

const turndown = new TurndownService({ headingStyle: 'atx', bulletListMarker: '-', codeBlockStyle: 'fenced' })
  .remove(['script', 'style', 'iframe', 'form', 'button', 'noscript'])
  .addRule('image', { filter: 'img', replacement: (_, node) => attribute(node, 'alt') })
  .addRule('table', {
    filter: 'table',
    replacement: (_, node) => `\n\n${tableOf(node as unknown as Node)}\n\n`,
  });

function toMarkdown(html: string): string {
  return turndown
    .turndown(html)
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** A table of Markdown; what stands in a cell becomes its text. */
function tableOf(table: Node): string {
  const rows = Array.from(table.querySelectorAll('tr'), (row) =>
    Array.from(row.querySelectorAll('th, td'), (cell) =>
      (cell.textContent ?? '').replace(/\s+/g, ' ').replaceAll('|', '\\|').trim(),
    ),
  );
  const [head = [], ...rest] = rows.filter((cells) => cells.length > 0);
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rest.map(line)].join('\n');
}

function attribute(node: unknown, name: string): string {
  return (node as Node).getAttribute(name) ?? '';
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
