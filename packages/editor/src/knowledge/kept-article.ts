import { useQuery } from '@tanstack/react-query';
import { useUser } from '../app/session.tsx';
import { openKept, type Kept } from '../kept/open-kept.ts';
import type { Typed } from './article-fields.ts';
import { emptyTyped } from './article-fields.ts';

/** What somebody typed and has not saved; `base` is the version that it began from, 0 for a new article. */
export type KeptArticle = { typed: Typed; base: number };
export type KeptArticles = Kept<KeptArticle>;

/** In this browser, for each person and article; `''` is the new one. */
export function keptArticle(user: string, articleId: string): Promise<KeptArticles> {
  return openKept({ kind: 'article', user, thing: articleId }, (stored) => {
    const { typed, base } = stored as KeptArticle;
    const names = Object.keys(emptyTyped) as (keyof Typed)[];
    const whole = names.every((name) => typeof typed[name] === 'string') && Number.isInteger(base);
    return whole ? { typed, base } : undefined;
  });
}

/** Read once: what is typed on the page is the page's own from then on. */
export function useKeptArticle(articleId: string) {
  const user = useUser().id;
  return useQuery({
    queryKey: ['kept-article', user, articleId],
    queryFn: () => keptArticle(user, articleId),
    ...{ staleTime: Infinity, gcTime: 0, networkMode: 'always' as const },
  });
}
