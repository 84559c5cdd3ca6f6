import { convert } from 'html-to-text';

/** The text of a mail's HTML, with quotes marked as in plain mails. */
export function htmlText(html: string): string {
  return convert(html, {
    wordwrap: false,
    limits: { maxInputLength: 1_000_000, maxDepth: 100, maxChildNodes: 20_000 },
    selectors: [
      { selector: 'a', options: { hideLinkHrefIfSameAsText: true, linkBrackets: ['(', ')'] } },
      {
        selector: 'blockquote',
        options: { leadingLineBreaks: 1, trailingLineBreaks: 1, trimEmptyLines: true },
      },
      ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({
        selector,
        options: { uppercase: false },
      })),
      { selector: 'p', options: { leadingLineBreaks: 2, trailingLineBreaks: 2 } },
      { selector: 'table', options: { uppercaseHeaderCells: false } },
      { selector: 'img', format: 'skip' },
    ],
  });
}
