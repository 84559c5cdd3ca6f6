import { h } from './dom.ts';
import type { ChatArticle } from './protocol.ts';
import type { Texts } from './texts.ts';

/** A help page inside the panel. */
export function createArticleView(texts: Texts, load: (id: string, version: number) => Promise<ChatArticle>) {
  const heading = h('h2', { class: 'article-title', tabindex: -1 });
  const body = h('div', { class: 'article-body' });
  const element = h('article', { class: 'article', hidden: true }, heading, body);
  let shown = 0;

  return {
    element,
    async open(source: { articleId: string; version: number; title: string }): Promise<void> {
      const request = ++shown;
      heading.textContent = source.title;
      body.replaceChildren(skeleton(texts.loading));
      element.hidden = false;
      element.scrollTop = 0;
      heading.focus({ preventScroll: true });
      try {
        const article = await load(source.articleId, source.version);
        if (request !== shown) return;
        heading.textContent = article.title;
        body.replaceChildren(...safeNodes(article.html, article.title));
      } catch {
        if (request !== shown) return;
        const again = h(
          'button',
          { type: 'button', class: 'button', onclick: () => void this.open(source) },
          texts.retry,
        );
        body.replaceChildren(h('p', {}, texts.articleFailed), again);
      }
    },
    close(): void {
      shown++;
      element.hidden = true;
    },
  };
}

export function skeleton(label: string): HTMLElement {
  return h('div', { class: 'skeleton', role: 'status', 'aria-label': label }, h('i'), h('i'), h('i'), h('i'));
}

const allowed = new Set(
  'P H1 H2 H3 H4 UL OL LI STRONG B EM I CODE PRE BLOCKQUOTE A BR HR TABLE THEAD TBODY TR TH TD DL DT DD'.split(
    ' ',
  ),
);

/** The article's title is the panel's second level: its own headings go below. */
const headings: { [tag: string]: string } = { H1: 'h3', H2: 'h3', H3: 'h4', H4: 'h5' };

/**
 * The server has cleaned the page already. It is built anew all the same, from allowed elements and their text only, so
 * that nothing in the widget ever turns somebody's markup into the page's own.
 */
function safeNodes(html: string, title: string): Node[] {
  const parsed = new DOMParser().parseFromString(trusted(html), 'text/html');
  const first = parsed.body.firstElementChild;
  if (first?.tagName === 'H1' && first.textContent.trim() === title.trim()) first.remove();
  return [...parsed.body.childNodes].flatMap(copy);
}

function copy(node: Node): Node[] {
  if (node instanceof Text) return [document.createTextNode(node.data)];
  if (!(node instanceof Element) || /^(script|style|template|noscript|iframe|object)$/i.test(node.tagName))
    return [];
  const children = [...node.childNodes].flatMap(copy);
  if (!allowed.has(node.tagName)) return children;
  const element = document.createElement(headings[node.tagName] ?? node.tagName);
  element.append(...children);
  const href = node.getAttribute('href') ?? '';
  if (element instanceof HTMLAnchorElement && /^(https?:|mailto:|tel:)/i.test(href)) {
    element.href = href;
    element.target = '_blank';
    element.rel = 'noopener noreferrer';
  }
  return [element];
}

type Policies = {
  createPolicy(
    name: string,
    rules: { createHTML(html: string): string },
  ): { createHTML(html: string): string };
};
let policy: { createHTML(html: string): string } | undefined;

/** A page that requires Trusted Types lets only a named policy parse markup. */
function trusted(html: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: Policies };
  policy ??= trustedTypes?.createPolicy('throughline', { createHTML: (markup) => markup });
  return policy ? policy.createHTML(html) : html;
}
