import type { Typed } from './article-fields.ts';
import { emptyTyped } from './article-fields.ts';

/** What somebody typed and has not saved; `base` is the version that it began from, 0 for a new article. */
export type KeptArticle = { typed: Typed; base: number };

/** In this browser, one for each person and article; `''` is the new one. */
export function keptArticle(user: string, articleId: string) {
  const key = `throughline.article.${user}.${articleId}`;
  return {
    read(): KeptArticle | undefined {
      try {
        const { typed, base } = JSON.parse(localStorage.getItem(key) ?? 'null') as KeptArticle;
        const names = Object.keys(emptyTyped) as (keyof Typed)[];
        const whole = names.every((name) => typeof typed[name] === 'string') && Number.isInteger(base);
        return whole ? { typed, base } : undefined;
      } catch {
        return undefined;
      }
    },
    keep(kept: KeptArticle | undefined): void {
      try {
        if (kept) localStorage.setItem(key, JSON.stringify(kept));
        else localStorage.removeItem(key);
      } catch {
        // No room, or not allowed: it is still in the form.
      }
    },
  };
}
