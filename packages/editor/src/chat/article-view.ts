import { h } from './dom.ts';
import type { ChatArticle } from './protocol.ts';
import { safeNodes } from './safe-nodes.ts';
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
