import type { Embedder } from '../models/embedder.ts';
import type { EnsureOptions, EnsureResult } from './index-keeper.ts';
import type { Lease } from './lease.ts';
import type { ArticleStore, PointerDocument, VersionDocument } from './article-store.ts';
import type { LiveArticle } from './live-article.ts';
import { indexedTexts, ownerOf } from './live-article.ts';
import type { LiveArticles } from './live-articles.ts';
import type { VectorIndex } from './vector-index.ts';

export type Indexer = ReturnType<typeof createIndexer>;

/** Texts embedded and written in one go. */
const perBatch = 256;

/** Writes the vectors of versions, and takes away those that nobody needs any more. */
export function createIndexer(deps: {
  store: ArticleStore;
  live: LiveArticles;
  vectors: VectorIndex;
  embedder: Embedder;
  /** For bringing everything up to date, which may take minutes and money. */
  lease: Lease;
  now: () => Date;
  graceMs: number;
}) {
  const { store, live, vectors, embedder, lease, now, graceMs } = deps;

  async function write(
    texts: readonly { id: string; text: string }[],
    { signal, onProgress = () => {} }: EnsureOptions = {},
  ): Promise<void> {
    for (let start = 0; start < texts.length; start += perBatch) {
      onProgress(texts.length - start);
      signal?.throwIfAborted();
      const batch = texts.slice(start, start + perBatch);
      const embedded = await embedder.embed(
        batch.map(({ text }) => text),
        signal ? { signal } : {},
      );
      await vectors.put(
        batch.flatMap(({ id }, i) => {
          const vector = embedded[i];
          return vector ? [{ id, articleId: ownerOf(id).articleId, vector }] : [];
        }),
      );
    }
  }

  return {
    add: (version: VersionDocument) => write(indexedTexts(version)),

    /** The vectors of this version go once every reader had time to move on. */
    async retire(
      version: (Pick<PointerDocument, 'version' | 'removed'> & { _id: string }) | null,
    ): Promise<void> {
      if (!version || version.removed) return;
      const articleId = ownerOf(version._id).articleId;
      const document = await store.version(articleId, version.version);
      if (!document) return;
      const ids = indexedTexts(document).map(({ id }) => id);
      await store.leave({ _id: document._id, vectors: ids, after: new Date(now().getTime() + graceMs) });
    },

    async sweep(): Promise<void> {
      const due = await store.leftoversBefore(now());
      if (due.length === 0) return;
      await vectors.remove(due.flatMap(({ vectors }) => vectors));
      await store.forget(due.map(({ _id }) => _id));
    },

    /**
     * Writes what is missing, for example after the vector server lost its data, and removes what belongs to nothing; or
     * leaves it to the process that is at it.
     */
    async ensure(options: EnsureOptions = {}): Promise<EnsureResult> {
      const done = await lease.hold((note) => align(options, note));
      return done.held ? done.value : { added: 0, removed: 0, elsewhere: { missing: done.remaining } };
    },
  };

  async function align({ signal, onProgress }: EnsureOptions, note: (missing: number) => void) {
    await live.refresh();
    const articles: LiveArticle[] = [...live.all().values()];
    // Asks a model that others run for what the collection is named by, as long as it can be given up.
    await embedder.dimensions(signal ? { signal } : {});
    const present = await vectors.ids();
    const missing = articles.flatMap(indexedTexts).filter(({ id }) => !present.has(id));
    await write(missing, {
      ...(signal ? { signal } : {}),
      onProgress(left) {
        note(left);
        onProgress?.(left);
      },
    });
    const gone = await strays(present);
    await vectors.remove(gone);
    return { added: missing.length, removed: gone.length };
  }

  /**
   * Vectors whose version can never become live any more. A version above the live one may be about to, in another
   * process, and one that waits for its time among the leftovers is still being read.
   */
  async function strays(present: ReadonlySet<string>): Promise<string[]> {
    const waiting = new Set((await store.leftovers()).flatMap(({ vectors }) => vectors));
    const pointers = new Map((await store.pointers()).map((pointer) => [pointer._id, pointer]));
    return [...present].filter((id) => {
      const { articleId, version } = ownerOf(id);
      const pointer = pointers.get(articleId);
      return pointer !== undefined && version < pointer.version && !waiting.has(id);
    });
  }
}
