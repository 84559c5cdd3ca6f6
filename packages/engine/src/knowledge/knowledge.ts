import type { ChromaClient } from 'chromadb';
import type { Db } from 'mongodb';
import type { Embedder } from '../models/embedder.ts';
import type { Article, ArticleContent, ArticleVersion } from './article.ts';
import { articleInput, hashOfArticle } from './article.ts';
import type { PointerDocument, VersionDocument } from './article-store.ts';
import { createArticleStore } from './article-store.ts';
import { chunksOf } from './chunker.ts';
import { importFolder } from './import-folder.ts';
import type { Knowledge } from './knowledge-api.ts';
import { createIndexKeeper, type Pauses } from './index-keeper.ts';
import { createLease } from './lease.ts';
import { createLexicalIndex } from './lexical-index.ts';
import { createLiveArticles } from './live-articles.ts';
import { createIndexer } from './indexer.ts';
import { createRetriever } from './retriever.ts';
import { createVectorIndex } from './vector-index.ts';

export interface KnowledgeOptions {
  db: Db;
  chroma: ChromaClient;
  embedder: Embedder;
  now?: () => Date;
  /** How often other processes' changes are looked for, ms. */
  pollMs?: number;
  /** How long the vectors of a replaced version stay for readers that are still on it, ms. */
  graceMs?: number;
  /** Time for the vector server on a customer's way to an answer, ms. */
  vectorsMs?: number;
  /** Told of trouble that no caller sees. Texts carry no personal data. */
  warn?: (text: string, error: unknown) => void;
  /** Told of work in the background. */
  info?: (text: string, facts: Record<string, number>) => void;
  /** Between looks at the vectors. */
  pauses?: Partial<Pauses>;
}

/**
 * Articles in MongoDB, their vectors in Chroma, their words in memory. The vectors of a new version are written before
 * the pointer moves to it, and the old ones go later, so that a reader sees one version or the other, whole.
 */
export async function createKnowledge(options: KnowledgeOptions): Promise<Knowledge> {
  const {
    db,
    chroma,
    embedder,
    now = () => new Date(),
    pollMs = 500,
    graceMs = 10_000,
    warn = () => {},
    info = () => {},
    pauses = {},
  } = options;
  const store = createArticleStore(db);
  const lexical = createLexicalIndex();
  const live = createLiveArticles({ store, lexical, now });
  const vectors = createVectorIndex({
    chroma,
    embedder,
    namespace: db.databaseName,
    onLost: () => keeper.wake(),
    ...(options.vectorsMs === undefined ? {} : { readMs: options.vectorsMs }),
  });
  const lease = createLease({ db, name: `index:${embedder.id}` });
  const indexer = createIndexer({ store, live, vectors, embedder, lease, now, graceMs });
  const keeper = createIndexKeeper({ ensure: indexer.ensure, info, warn, pauses });
  const retriever = createRetriever({
    live,
    lexical,
    vectors,
    embedder,
    warn,
    onMissing: () => keeper.wake(),
  });

  await store.prepare();
  await live.refresh();
  const polling = repeat(pollMs, live.poll, warn);
  const sweeping = repeat(Math.min(graceMs, 5_000), indexer.sweep, warn);

  /** Not `live` when something else than `expected` was: then nobody sees the version. */
  async function publish(
    content: ArticleContent,
    { removed, author, expected }: { removed: boolean; author?: string | undefined; expected?: number },
  ): Promise<{ version: number; isLive: boolean }> {
    const chunks = removed ? [] : chunksOf(content);
    const version = await store.claim({
      ...content,
      chunks,
      removed,
      hash: hashOfArticle(content),
      at: now(),
      ...(author === undefined ? {} : { author }),
    });
    if (!removed) await indexer.add(version);
    const before = await store.pointer(version.articleId);
    const isLive = await store.pointAt(version, expected);
    await indexer.retire(isLive ? before : version);
    await store.announce();
    await live.refresh();
    return { version: version.version, isLive };
  }

  async function head(articleId: string): Promise<ArticleVersion | undefined> {
    const pointer = await store.pointer(articleId);
    const document = pointer && (await store.version(articleId, pointer.version));
    return document ? versionOf(document) : undefined;
  }

  const knowledge: Knowledge = {
    async put(input, by) {
      const content = articleInput.parse(input);
      const { articleId } = content;
      const pointer = await store.pointer(articleId);
      if (pointer && isSame(pointer, content)) return { articleId, version: pointer.version, changed: false };
      const { version } = await publish(content, { removed: false, author: by?.author });
      return { articleId, version, changed: true };
    },

    async replace(input, { author, base }) {
      const content = articleInput.parse(input);
      const { articleId } = content;
      const pointer = await store.pointer(articleId);
      if (pointer && isSame(pointer, content))
        return { ok: true, articleId, version: pointer.version, changed: false };
      if ((pointer?.version ?? 0) !== base) return { ok: false, head: await head(articleId) };
      const { version, isLive } = await publish(content, { removed: false, author, expected: base });
      if (!isLive) return { ok: false, head: await head(articleId) };
      return { ok: true, articleId, version, changed: true };
    },

    head,

    async remove(articleId, by) {
      const pointer = await store.pointer(articleId);
      const document = pointer && !pointer.removed ? await store.version(articleId, pointer.version) : null;
      if (!document) return false;
      await publish(contentOf(document), { removed: true, author: by?.author });
      return true;
    },

    async get(articleId, version) {
      const pointer = version === undefined ? await store.pointer(articleId) : undefined;
      if (version === undefined && (!pointer || pointer.removed)) return undefined;
      const document = await store.version(articleId, version ?? pointer?.version ?? 0);
      return document && !document.removed ? articleOf(document) : undefined;
    },

    async published(articleId, version) {
      const pointer = await store.pointer(articleId);
      if (!pointer || pointer.removed) return undefined;
      if (version === undefined || version === pointer.version)
        return knowledge.get(articleId, pointer.version);
      // A version beyond the live one was claimed, and its vectors never came.
      if (version > pointer.version || (await store.removedSince(articleId, version))) return undefined;
      return knowledge.get(articleId, version);
    },

    async list({ language, tag } = {}) {
      const ids = [...live.all().values()].map(({ articleId, version }) => `${articleId}:${version}`);
      const documents = await store.withIds(ids);
      return documents
        .filter(
          (document) =>
            (!language || document.language === language) && (!tag || document.tags.includes(tag)),
        )
        .map((document) => {
          const { body: _, ...summary } = articleOf(document);
          return { ...summary, questions: summary.questions.length };
        })
        .sort((a, b) => (a.title < b.title ? -1 : 1));
    },

    async versions(articleId) {
      const documents = await store.versionsOf(articleId);
      return documents.map(versionOf);
    },

    importFolder: (path, by) => importFolder(path, { put: (article) => knowledge.put(article, by) }),
    retrieve: (request) => retriever.retrieve(request),
    async vectorsOf(texts, signal) {
      try {
        return await embedder.embed(texts, { signal });
      } catch (error) {
        signal.throwIfAborted();
        warn('knowledge: the embedding model is out of reach', error);
        return undefined;
      }
    },
    warm: retriever.warm,
    ensureIndexed: indexer.ensure,
    keepIndexed: ({ afterMs = 0 } = {}) => keeper.start(afterMs),
    indexState: () => keeper.state(),
    refresh: () => live.refresh(),
    async close() {
      await Promise.all([polling.stop(), sweeping.stop(), keeper.stop()]);
    },
  };
  return knowledge;
}

function contentOf({
  articleId,
  title,
  language,
  tags,
  questions,
  format,
  body,
}: ArticleContent): ArticleContent {
  return { articleId, title, language, tags, questions, format, body };
}

function articleOf(document: VersionDocument): Article {
  const { version, hash, at, author } = document;
  return { ...contentOf(document), version, hash, at, ...(author === undefined ? {} : { author }) };
}

function versionOf({
  articleId,
  version,
  title,
  hash,
  at,
  author,
  removed,
}: VersionDocument): ArticleVersion {
  return { articleId, version, title, hash, at, removed, ...(author === undefined ? {} : { author }) };
}

function isSame(pointer: PointerDocument, content: ArticleContent): boolean {
  return !pointer.removed && pointer.hash === hashOfArticle(content);
}

/** Runs the work again and again, never two at once; trouble is told and does not end it. */
function repeat(ms: number, work: () => Promise<void>, warn: (text: string, error: unknown) => void) {
  let timer: NodeJS.Timeout | undefined;
  let current = Promise.resolve();
  let stopped = false;
  const next = () => {
    timer = setTimeout(() => {
      current = work()
        .catch((error: unknown) => warn('knowledge: looking for changes failed', error))
        .finally(() => (stopped ? undefined : next()));
    }, ms);
    timer.unref();
  };
  next();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await current;
    },
  };
}
