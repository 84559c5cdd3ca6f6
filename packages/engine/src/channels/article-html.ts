import { convert } from 'html-to-text';
import { Marked } from 'marked';
import type { ArticleFormat } from '../knowledge/article.ts';

/**
 * An article as HTML that is safe to show: Markdown's own elements only. HTML inside is shown as text, links lead to web and
 * mail addresses only, images become their descriptions.
 */
export function articleHtml(body: string, format: ArticleFormat): string {
  if (format === 'text')
    return body
      .split(/\n{2,}/)
      .map((part) => `<p>${escape(part).replaceAll('\n', '<br>')}</p>`)
      .join('\n');
  if (format === 'html') return articleHtml(convert(body, { wordwrap: false }), 'text');
  return markdown.parse(body, { async: false });
}

const markdown = new Marked({
  gfm: true,
  renderer: {
    html: ({ text }) => escape(text),
    image: ({ text }) => escape(text),
    link({ href, tokens }) {
      const label = this.parser.parseInline(tokens);
      return isHarmless(href)
        ? `<a href="${escape(href)}" target="_blank" rel="noopener noreferrer nofollow">${label}</a>`
        : label;
    },
  },
});

function isHarmless(href: string): boolean {
  return URL.canParse(href) && ['http:', 'https:', 'mailto:', 'tel:'].includes(new URL(href).protocol);
}

const entities: { [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
