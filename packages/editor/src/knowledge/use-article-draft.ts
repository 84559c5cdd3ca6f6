import { useRef, useState } from 'react';
import { useUser } from '../app/session.tsx';
import { emptyTyped, isSame, typedOf, type Typed } from './article-fields.ts';
import { keptArticle, type KeptArticle } from './kept-article.ts';
import type { Article } from './types.ts';

/** What is typed and not saved: in the form, and in this browser until the server has it. */
export function useArticleDraft(given: {
  id?: string | undefined;
  article?: Article | undefined;
  head: number;
  begin?: Typed | undefined;
}) {
  const { id, article, head, begin } = given;
  const brought = begin !== undefined && !isSame(begin, emptyTyped) ? begin : undefined;
  // Beside another new article that somebody may have begun.
  const user = useUser().id;
  const kept = keptArticle(user, id ?? (brought ? `_new:${brought.id}` : ''));
  const [draft, setDraft] = useState<KeptArticle | undefined>(
    () => kept.read() ?? (brought && { typed: brought, base: 0 }),
  );
  const latest = useRef(draft);
  const stands = article ? typedOf(article) : emptyTyped;
  const typed = draft?.typed ?? stands;
  const base = draft?.base ?? head;

  function put(next: KeptArticle | undefined): void {
    latest.current = next;
    setDraft(next);
    kept.keep(next);
  }

  return {
    typed,
    base,
    isDirty: draft !== undefined && !isSame(typed, stands),
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
      if (rest && id === undefined) keptArticle(user, saved.id).keep(rest);
      put(id === undefined ? undefined : rest);
    },
  };
}
