import { basename, extname } from 'node:path';
import { parseDocument } from 'yaml';
import type { ArticleContent, ArticleFormat } from './article.ts';
import { articleFormats, articleInput } from './article.ts';
import type { ImportProblem } from './knowledge-api.ts';

const formats: Record<string, ArticleFormat> = {
  '.md': 'markdown',
  '.markdown': 'markdown',
  '.html': 'html',
  '.htm': 'html',
  '.txt': 'text',
};
const json = '.json';

const endingOf = (file: string) => extname(file).toLowerCase();

/** README files are about the folder, not for customers. */
export const isArticleFile = (file: string) =>
  (endingOf(file) in formats || endingOf(file) === json) && !/^readme\./i.test(basename(file));

/** Several articles of a JSON file; what is wrong with one leaves the others. */
export type ParsedFile = { articles: ArticleContent[]; problems: ImportProblem[] };

/** The articles of a file; its bytes have to be UTF-8. */
export function parseArticleFile(file: string, bytes: Uint8Array): ParsedFile {
  const source = decoded(bytes);
  if (source !== undefined) return parseArticleText(file, source);
  return problem(file, 'the file is not UTF-8 text', 'save it as UTF-8 text, or leave it out of the folder');
}

/**
 * An article from a text, with front matter (`id`, `title`, `language`, `tags`, `questions`) or without: then the file's
 * name is the id, and its first heading, else its name, the title.
 * The same fields make an article of a JSON file, which may be a list of them.
 */
export function parseArticleText(file: string, text: string): ParsedFile {
  const source = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  if (endingOf(file) === json) return parseJson(file, source);
  const format = formats[endingOf(file)] ?? 'text';
  const [, head = '', rest] = /^---\n([\s\S]*?)\n---[ \t]*(?:\n([\s\S]*))?$/.exec(source) ?? [];
  const document = parseDocument(head);
  const [error] = document.errors;
  if (error)
    return problem(
      file,
      `front matter: ${error.message.split('\n')[0] ?? ''}`,
      'correct the YAML between the --- lines',
      'front matter',
    );
  let fields: unknown;
  try {
    fields = document.toJS() ?? {};
  } catch (caught) {
    // Such as `title: *Important*`, which names something that is nowhere.
    return problem(
      file,
      `front matter: ${caught instanceof Error ? caught.message : 'it cannot be read'}`,
      'put the value between quotation marks',
      'front matter',
    );
  }
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) {
    return problem(
      file,
      'front matter is not a list of "key: value" lines',
      'write "title: ..." and so on, one a line',
      'front matter',
    );
  }
  return checked(file, fields, head === '' ? source : (rest ?? ''), format);
}

function checked(file: string, fields: object, body: string, format: ArticleFormat): ParsedFile {
  const { id, ...others } = fields as { id?: unknown };
  const name = basename(file, extname(file));
  const input = {
    articleId: id ?? idOf(name),
    title: titleOf(body, format) ?? name,
    ...others,
    format,
    body,
  };
  const result = articleInput.safeParse(input);
  if (result.success) return { articles: [result.data], problems: [] };
  return {
    articles: [],
    problems: result.error.issues.map(({ path, message }) => {
      const field = path.join('.').replace(/^articleId/, 'id');
      return { file, field, text: `${field}: ${message}`, fix: `correct "${field}" in ${file}` };
    }),
  };
}

function parseJson(file: string, source: string): ParsedFile {
  let read: unknown;
  try {
    read = JSON.parse(source);
  } catch (error) {
    const why = error instanceof Error ? error.message : '';
    return problem(file, `the file is not JSON: ${why}`, 'correct it, or leave it out of the folder');
  }
  const list: unknown[] = Array.isArray(read) ? read : [read];
  const parsed = list.map((one, n) => parseEntry(file, one, list.length > 1 ? n + 1 : undefined));
  return {
    articles: parsed.flatMap(({ articles }) => articles),
    problems: parsed.flatMap(({ problems }) => problems),
  };
}

/** An entry of a list names itself: the file's name cannot be the id of several. */
function parseEntry(file: string, entry: unknown, place: number | undefined): ParsedFile {
  const { articleId, id = articleId, body, format, ...others } = (entry ?? {}) as { [name: string]: unknown };
  if (typeof body !== 'string' || (place !== undefined && id === undefined)) {
    const which = place === undefined ? 'the file' : `entry ${place}`;
    return problem(
      file,
      `${which} is no article`,
      'write an object with "id", "title" and "body", or a list of them',
    );
  }
  const known = articleFormats.find((one) => one === format) ?? 'markdown';
  return checked(file, { ...others, ...(id === undefined ? {} : { id }) }, body, known);
}

function titleOf(body: string, format: ArticleFormat): string | undefined {
  const pattern = {
    markdown: /^#{1,3}[ \t]{1,20}(\S.{0,300})/m,
    html: /<(?:title|h1)[^>]*>([^<]+)</i,
    text: /^(.{1,200})$/m,
  }[format];
  return pattern
    .exec(body)?.[1]
    ?.trim()
    .replace(/[ \t]#{1,6}$/, '')
    .trim();
}

function idOf(name: string): string {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return plain
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+|-+$/g, '')
    .slice(0, 100);
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}

function problem(file: string, text: string, fix: string, field?: string): ParsedFile {
  return { articles: [], problems: [{ file, text, fix, ...(field === undefined ? {} : { field }) }] };
}
