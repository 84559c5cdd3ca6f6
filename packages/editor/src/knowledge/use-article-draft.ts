import { useRef, useState } from 'react';
import { emptyTyped, isSame, typedOf, type Typed } from './article-fields.ts';
import type { KeptArticle, KeptArticles } from './kept-article.ts';
import type { Article } from './types.ts';

/** What is typed and not saved: in the form, and in this browser until the server has it. */
export function useArticleDraft(given: {
  id?: string | undefined;
  article?: Article | undefined;
  head: number;
  begin?: Typed | undefined;
  kept: KeptArticles;
}) {
  const { id, article, head, begin, kept } = given;
  const [draft, setDraft] = useState<KeptArticle | undefined>(
    () => kept.current() ?? (begin && { typed: begin, base: 0 }),
  );
  const [left, setLeft] = useState(kept.left);
  const latest = useRef(draft);
  const stands = article ? typedOf(article) : emptyTyped;
  const typed = draft?.typed ?? stands;
  const base = draft?.base ?? head;
  const isDirty = draft !== undefined && !isSame(typed, stands);

  function put(next: KeptArticle | undefined): void {
    latest.current = next;
    setDraft(next);
    kept.keep(next);
  }

  function removeLeft(window: string): void {
    kept.remove(window);
    setLeft((copies) => copies.filter((copy) => copy.window !== window));
  }

  return {
    typed,
    base,
    isDirty,
    /** What windows left that are gone, and nobody saved. */
    left: left.filter(({ value }) => !isSame(value.typed, stands) && !isSame(value.typed, typed)),
    /** Goes on with it; what was typed here is left in its place. */
    takeLeft(window: string) {
      const copy = left.find((one) => one.window === window);
      if (!copy) return;
      removeLeft(window);
      if (isDirty) {
        const aside = kept.putAside({ typed, base });
        setLeft((copies) => [aside, ...copies]);
      }
      put(copy.value);
    },
    removeLeft,
    /** Somebody saved or took it away since what is typed was begun. */
    isBehind: draft !== undefined && id !== undefined && (base < head || (head === 0 && base > 0)),
    type(change: Partial<Typed>) {
      const next = { ...typed, ...change };
      put(isSame(next, stands) && next.id === stands.id && base === head ? undefined : { typed: next, base });
    },
    /** What stands now is taken into account: what is typed goes over it. */
    catchUp: () => put({ typed, base: head }),
    discard: () => put(undefined),
    /** It was saved as that version: what was typed meanwhile goes over it. */
    settle(saved: Typed, version: number) {
      const now = latest.current;
      const rest = now && !isSame(now.typed, saved) ? { typed: now.typed, base: version } : undefined;
      if (rest && id === undefined) kept.keepAs(saved.id, rest);
      put(id === undefined ? undefined : rest);
    },
  };
}
