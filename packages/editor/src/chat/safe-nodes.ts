const allowed = new Set(
  'P H1 H2 H3 H4 UL OL LI STRONG B EM I CODE PRE BLOCKQUOTE A BR HR TABLE THEAD TBODY TR TH TD DL DT DD'.split(
    ' ',
  ),
);

/** The article's title is the second level of its page: its own headings go below. */
const headings: { [tag: string]: string } = { H1: 'h3', H2: 'h3', H3: 'h4', H4: 'h5' };

/**
 * The server has cleaned the page already. It is built anew all the same, from allowed elements and their text only, so
 * that nothing in a page of ours ever turns somebody's markup into the page's own.
 */
export function safeNodes(html: string, title: string): Node[] {
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
