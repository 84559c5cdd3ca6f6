import { convert } from 'html-to-text';
import type { Token, Tokens } from 'marked';
import { lexer } from 'marked';
import type { ArticleFormat } from './article.ts';

/** One paragraph, list or table of an article as plain text, with the heading it stands under. */
export interface Block {
  heading?: string;
  text: string;
}

/** The readable text of an article, in order, without markup, scripts or styles. */
export function blocksOf(body: string, format: ArticleFormat): Block[] {
  if (format === 'text') return paragraphs(body.replace(/\r\n?/g, '\n'));
  if (format === 'markdown') return markdownBlocks(body);
  return htmlBlocks(body);
}

function markdownBlocks(body: string): Block[] {
  const blocks: Block[] = [];
  let heading: string | undefined;
  for (const token of lexer(body)) {
    if (token.type === 'heading') {
      heading = plainText([token]);
      continue;
    }
    const texts =
      token.type === 'html' ? htmlBlocks(token.raw).map(({ text }) => text) : [plainText([token])];
    for (const text of texts)
      if (text !== '') blocks.push(heading === undefined ? { text } : { heading, text });
  }
  return blocks;
}

function plainText(tokens: readonly Token[]): string {
  return tokens.map(tokenText).join('').trim();
}

function tokenText(token: Token): string {
  switch (token.type) {
    case 'list':
      return (token as Tokens.List).items.map((item) => `- ${plainText(item.tokens)}`).join('\n');
    case 'table': {
      const { header, rows } = token as Tokens.Table;
      return rows
        .map((row) => row.map((cell, i) => cellText(header[i]?.text, cell.text)).join(', ') + '.')
        .join('\n');
    }
    case 'br':
      return ' ';
    case 'html':
      return convert(token.raw, { wordwrap: false, selectors: [{ selector: 'img', format: 'skip' }] });
    case 'space':
    case 'hr':
    case 'def':
    case 'image':
      return token.type === 'image' ? (token as Tokens.Image).text : '';
    case 'code':
      return (token as Tokens.Code).text;
    default:
      if ('tokens' in token && token.tokens)
        return plainTextKeepingEdges(token.tokens) + (token.type === 'paragraph' ? '\n' : '');
      return unescapeHtml('text' in token && typeof token.text === 'string' ? token.text : '');
  }
}

function plainTextKeepingEdges(tokens: readonly Token[]): string {
  return tokens.map(tokenText).join('');
}

function cellText(header: string | undefined, cell: string): string {
  return header ? `${header}: ${cell}` : cell;
}

function unescapeHtml(text: string): string {
  return /&[#\w]+;/.test(text) ? convert(text, { wordwrap: false }) : text;
}

const headingMark = '\u0001';

function htmlBlocks(body: string): Block[] {
  const heading = { format: 'heading', options: { uppercase: false } } as const;
  const text = convert(body, {
    wordwrap: false,
    formatters: {
      heading: (element, walk, builder) => {
        builder.openBlock({ leadingLineBreaks: 2 });
        builder.addInline(headingMark);
        walk(element.children, builder);
        builder.closeBlock({ trailingLineBreaks: 2 });
      },
    },
    selectors: [
      ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, ...heading })),
      { selector: 'a', options: { ignoreHref: true } },
      { selector: 'img', format: 'skip' },
      { selector: 'script', format: 'skip' },
      { selector: 'style', format: 'skip' },
      { selector: 'ul', options: { itemPrefix: '- ' } },
    ],
  });
  return paragraphs(text);
}

function paragraphs(text: string): Block[] {
  const blocks: Block[] = [];
  let heading: string | undefined;
  for (const paragraph of text.split(/\n\s*\n/)) {
    const trimmed = paragraph.trim();
    if (trimmed.startsWith(headingMark)) heading = trimmed.slice(1).replace(/\s+/g, ' ');
    else if (trimmed !== '')
      blocks.push(heading === undefined ? { text: trimmed } : { heading, text: trimmed });
  }
  return blocks;
}
