import sanitizeHtml from 'sanitize-html';
import { withoutElements } from './without-elements.ts';

/**
 * A mail's HTML that is safe to show and to read: no scripts, styles, forms or frames; nothing is fetched from anywhere (a
 * picture can tell that it was seen); nothing that the writer hid. Links lead to web, mail and telephone addresses.
 */
export function safeHtml(html: string): string {
  const shown = withoutElements(html, (attributes) => isHidden(attributes) || isSignature(attributes));
  return sanitizeHtml(shown, {
    allowedTags: [
      ...['p', 'div', 'span', 'br', 'hr', 'blockquote', 'pre', 'code', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6'],
      ...['b', 'strong', 'i', 'em', 'u', 's', 'sub', 'sup', 'small', 'a', 'ul', 'ol', 'li', 'dl', 'dt', 'dd'],
      ...['table', 'thead', 'tbody', 'tfoot', 'tr', 'td', 'th', 'caption'],
    ],
    allowedAttributes: {
      a: ['href', 'target', 'rel'],
      td: ['colspan', 'rowspan'],
      th: ['colspan', 'rowspan'],
    },
    allowedSchemes: ['http', 'https', 'mailto', 'tel'],
    allowProtocolRelative: false,
    disallowedTagsMode: 'discard',
    nonTextTags: ['script', 'style', 'textarea', 'option', 'noscript', 'title', 'head', 'template', 'select'],
    nestingLimit: 100,
    transformTags: {
      a: (tagName, { href }) => ({
        tagName,
        attribs: { ...(href && { href }), target: '_blank', rel: 'noopener noreferrer nofollow' },
      }),
      img: (_tagName, { alt }) => ({
        tagName: 'span',
        attribs: {},
        text: alt ? `[${alt.slice(0, 200)}]` : '',
      }),
    },
  });
}

function isHidden({ style = '', hidden, 'aria-hidden': aria }: Record<string, string>): boolean {
  if (hidden !== undefined || (aria === 'true' && /^$|display/.test(style))) return true;
  return /(?:display\s*:\s*none|visibility\s*:\s*hidden|(?:font-size|max-height|opacity)\s*:\s*0(?![.\d]*[1-9]))/i.test(
    style,
  );
}

/** What mail programs mark as signature. */
function isSignature({ class: names = '', id = '' }: Record<string, string>): boolean {
  return (
    /(?:^|\s)(?:gmail_signature|moz-signature|gmail_signature_prefix|protonmail_signature_block)(?:\s|$)/.test(
      names,
    ) ||
    /^(?:x_)?(?:Signature|ms-outlook-mobile-signature|AppleMailSignature|divtagdefaultwrapper_signature)$/i.test(
      id,
    )
  );
}
