import { h } from './dom.ts';
import { readRichText, type Inline } from './rich-text.ts';

export function richTextView(text: string): HTMLElement {
  return h(
    'div',
    { class: 'text' },
    ...readRichText(text).map((block) =>
      block.kind === 'list'
        ? h(
            block.ordered ? 'ol' : 'ul',
            {},
            ...block.items.map((item) => h('li', {}, ...item.map(inlineView))),
          )
        : h(
            'p',
            {},
            ...block.lines.flatMap((line, n) => [...(n > 0 ? [h('br')] : []), ...line.map(inlineView)]),
          ),
    ),
  );
}

function inlineView(part: Inline): Node | string {
  if (part.kind === 'text') return part.text;
  if (part.kind !== 'link') return h(part.kind, {}, part.text);
  return h('a', { href: part.href, target: '_blank', rel: 'noopener noreferrer nofollow' }, part.text);
}
