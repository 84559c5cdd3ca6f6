import type { ArticleStore } from './article-store.ts';
import type { LexicalIndex } from './lexical-index.ts';
import type { LiveArticle } from './live-article.ts';
import { liveArticle } from './live-article.ts';

/** The live articles of the store in memory, and the words of them in the lexical index. */
export interface LiveArticles {
  all(): ReadonlyMap<string, LiveArticle>;
  /** Brings memory in line with the store; calls at the same time share one run. */
  refresh(): Promise<void>;
  /** The same, but only when the change number moved, or when `sweepMs` went by. */
  poll(): Promise<void>;
}

/** Documents read in one go. */
const perRead = 250;

export function createLiveArticles(deps: {
  store: ArticleStore;
  lexical: LexicalIndex;
  now: () => Date;
  /** A process that died between making a version live and announcing it is noticed within this time, ms. */
  sweepMs?: number;
}): LiveArticles {
  const { store, lexical, now, sweepMs = 30_000 } = deps;
  const live = new Map<string, LiveArticle>();
  let seen = -1;
  let sweptAt = 0;
  let running: Promise<void> | undefined;
  let again: Promise<void> | undefined;

  async function compare(): Promise<void> {
    const change = await store.changeNumber();
    const pointers = await store.pointers();
    const wanted: string[] = [];
    for (const { _id: articleId, version, removed } of pointers) {
      if (removed) drop(articleId);
      else if (live.get(articleId)?.version !== version) wanted.push(`${articleId}:${version}`);
    }
    const known = new Set(pointers.map(({ _id }) => _id));
    for (const articleId of live.keys()) if (!known.has(articleId)) drop(articleId);
    for (let start = 0; start < wanted.length; start += perRead) {
      for (const document of await store.withIds(wanted.slice(start, start + perRead))) {
        const article = liveArticle(document);
        live.set(article.articleId, article);
        lexical.put(article);
      }
    }
    seen = change;
    sweptAt = now().getTime();
  }

  function drop(articleId: string) {
    if (live.delete(articleId)) lexical.remove(articleId);
  }

  /** A caller may have just written, so a run that began before is not enough for it. */
  async function refresh(): Promise<void> {
    if (!running) {
      running = compare().finally(() => (running = undefined));
      return running;
    }
    const before = running;
    again ??= (async () => {
      await before.catch(() => undefined);
      again = undefined;
      await refresh();
    })();
    return again;
  }

  return {
    all: () => live,
    refresh,
    async poll() {
      const due = now().getTime() - sweptAt >= sweepMs;
      if (due || (await store.changeNumber()) !== seen) await refresh();
    },
  };
}
