import { basename, extname } from 'node:path';
import { parseDocument } from 'yaml';
import type { ArticleContent, ArticleFormat } from './article.ts';
import { articleInput } from './article.ts';
import type { ImportProblem } from './knowledge-api.ts';

const formats: Record<string, ArticleFormat> = {
  '.md': 'markdown',
  '.markdown': 'markdown',
  '.html': 'html',
  '.htm': 'html',
  '.txt': 'text',
};

export const isArticleFile = (file: string) => extname(file).toLowerCase() in formats;

export type ParsedFile = { article: ArticleContent } | { problems: ImportProblem[] };

/**
 * An article from a file, with front matter (`id`, `title`, `language`, `tags`, `questions`) or without: then the file's
 * name is the id, and its first heading, else its name, the title.
 */
export function parseArticleFile(file: string, bytes: Uint8Array): ParsedFile {
  const source = decoded(bytes);
  if (source === undefined) {
    return problem(
      file,
      'the file is not UTF-8 text',
      'save it as UTF-8 text, or leave it out of the folder',
    );
  }
  const format = formats[extname(file).toLowerCase()] ?? 'text';
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
  const fields: unknown = document.toJS() ?? {};
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
  if (result.success) return { article: result.data };
  return {
    problems: result.error.issues.map(({ path, message }) => {
      const field = path.join('.').replace(/^articleId/, 'id');
      return { file, field, text: `${field}: ${message}`, fix: `correct "${field}" in ${file}` };
    }),
  };
}

function titleOf(body: string, format: ArticleFormat): string | undefined {
  const pattern = {
    markdown: /^#{1,3}\s+(.+?)\s*#*$/m,
    html: /<(?:title|h1)[^>]*>([^<]+)</i,
    text: /^(.{1,200})$/m,
  }[format];
  return pattern.exec(body)?.[1]?.trim();
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
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r\n?/g, '\n');
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}

function problem(file: string, text: string, fix: string, field?: string): ParsedFile {
  return { problems: [{ file, text, fix, ...(field === undefined ? {} : { field }) }] };
}
