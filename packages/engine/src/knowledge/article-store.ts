import type { Db } from 'mongodb';
import type { ArticleContent } from './article.ts';
import type { Chunk } from './chunker.ts';

/** One version of one article. Never changes once written. */
export interface VersionDocument extends ArticleContent {
  /** `article:version` */
  _id: string;
  version: number;
  hash: string;
  at: Date;
  /** Rows from before it was kept have none. */
  author?: string;
  removed: boolean;
  chunks: Chunk[];
}

/** Which version is live. Its version only grows, so the highest one that was made wins a race. */
export interface PointerDocument {
  _id: string;
  version: number;
  hash: string;
  removed: boolean;
}

/** Vectors that nobody may need any more after `after`. */
export interface LeftoverDocument {
  /** `article:version` */
  _id: string;
  vectors: string[];
  after: Date;
}

export type ArticleStore = ReturnType<typeof createArticleStore>;

const duplicateKey = 11_000;

/** Articles in MongoDB: single-document writes only. */
export function createArticleStore(db: Db) {
  const versions = db.collection<VersionDocument>('knowledge_versions');
  const pointers = db.collection<PointerDocument>('knowledge_articles');
  const leftovers = db.collection<LeftoverDocument>('knowledge_leftovers');
  const counters = db.collection<{ _id: string; value: number }>('knowledge_changes');

  return {
    pointer: (articleId: string) => pointers.findOne({ _id: articleId }),
    pointers: () => pointers.find().toArray(),
    version: (articleId: string, version: number) => versions.findOne({ _id: `${articleId}:${version}` }),
    versionsOf: (articleId: string) => versions.find({ articleId }).sort({ version: -1 }).toArray(),
    removedSince: async (articleId: string, version: number): Promise<boolean> =>
      (await versions.findOne({ articleId, version: { $gt: version }, removed: true })) !== null,
    withIds: (ids: readonly string[]) => versions.find({ _id: { $in: [...ids] } }).toArray(),

    /** Writes the next version of the article, which nobody sees yet, under a number of its own. */
    async claim(content: Omit<VersionDocument, '_id' | 'version'>): Promise<VersionDocument> {
      for (;;) {
        const [newest] = await versions
          .find({ articleId: content.articleId })
          .sort({ version: -1 })
          .limit(1)
          .toArray();
        const version = (newest?.version ?? 0) + 1;
        const document = { ...content, _id: `${content.articleId}:${version}`, version };
        if (await inserted(versions.insertOne(document))) return document;
      }
    },

    /**
     * Makes the version live, unless a later one is; false when it came too late. With `expected`, only in place of that
     * version; 0 for an article that there never was.
     */
    async pointAt(
      { articleId, version, hash, removed }: VersionDocument,
      expected?: number,
    ): Promise<boolean> {
      const pointer = { version, hash, removed };
      if (expected === 0) return inserted(pointers.insertOne({ _id: articleId, ...pointer }));
      if (expected !== undefined) {
        const replaced = await pointers.updateOne({ _id: articleId, version: expected }, { $set: pointer });
        return replaced.matchedCount > 0;
      }
      const earlier = { _id: articleId, version: { $lt: version } };
      if ((await pointers.updateOne(earlier, { $set: pointer })).matchedCount > 0) return true;
      if (await inserted(pointers.insertOne({ _id: articleId, ...pointer }))) return true;
      // Somebody else wrote the first version in between; the one with the higher number stays.
      return (await pointers.updateOne(earlier, { $set: pointer })).matchedCount > 0;
    },

    async announce(): Promise<void> {
      await counters.updateOne({ _id: 'articles' }, { $inc: { value: 1 } }, { upsert: true });
    },
    async changeNumber(): Promise<number> {
      return (await counters.findOne({ _id: 'articles' }))?.value ?? 0;
    },

    async leave(leftover: LeftoverDocument): Promise<void> {
      await leftovers.replaceOne(
        { _id: leftover._id },
        { vectors: leftover.vectors, after: leftover.after },
        { upsert: true },
      );
    },
    leftoversBefore: (time: Date) =>
      leftovers
        .find({ after: { $lte: time } })
        .limit(100)
        .toArray(),
    leftovers: () => leftovers.find().toArray(),
    async forget(ids: readonly string[]): Promise<void> {
      await leftovers.deleteMany({ _id: { $in: [...ids] } });
    },

    /** Safe to call at every start. */
    async prepare(): Promise<void> {
      await versions.createIndex({ articleId: 1, version: -1 });
      await leftovers.createIndex({ after: 1 });
    },
  };
}

async function inserted(insert: Promise<unknown>): Promise<boolean> {
  try {
    await insert;
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === duplicateKey) return false;
    throw error;
  }
}
