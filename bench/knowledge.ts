import { ChromaClient } from 'chromadb';
import type { Db } from 'mongodb';
import { hashOfArticle, articleInput } from '../packages/engine/src/knowledge/article.ts';
import type { PointerDocument, VersionDocument } from '../packages/engine/src/knowledge/article-store.ts';
import { createArticleStore } from '../packages/engine/src/knowledge/article-store.ts';
import { chunksOf } from '../packages/engine/src/knowledge/chunker.ts';
import { createKnowledge } from '../packages/engine/src/knowledge/knowledge.ts';
import type { Embedder } from '../packages/engine/src/models/embedder.ts';
import { unitLength } from '../packages/engine/src/models/embedder.ts';
import { testDatabase } from '../packages/engine/src/testing/database.ts';
import type { Bench } from './bench.ts';
import { percentile } from './bench.ts';
import { articleOf, questionOf } from './generated-articles.ts';

const articles = Number(process.env['BENCH_ARTICLES'] ?? 10_000);
const questions = 500;

/** Retrieval over the real index, with vectors that cost nothing to make: what is timed is the search. */
export const bench: Bench = {
  name: 'knowledge',
  about: `retrieval from ${articles.toLocaleString('en-GB')} articles, beside the embedding`,
  async run(servers, say) {
    const stack = await servers();
    const database = await testDatabase(stack.mongodb.address);
    const { hostname, port } = new URL(stack.chroma.address);
    const chroma = new ChromaClient({ host: hostname, port: Number(port), ssl: false });
    try {
      await fill(database.db);
      say(`${articles} articles stored`);
      const knowledge = await createKnowledge({ db: database.db, chroma, embedder, pollMs: 60_000 });
      const { added } = await knowledge.ensureIndexed();
      say(`${added} vectors written`);
      const found: boolean[] = [];
      const times: number[] = [];
      let before = process.cpuUsage();
      for (let n = 0; n < questions + 20; n += 1) {
        const about = (n * 7_919) % articles;
        const began = performance.now();
        const { passages, features } = await knowledge.retrieve({ query: questionOf(about) });
        const took = performance.now() - began;
        if (features.mode !== 'full') throw new Error('The vectors were out of reach: nothing was measured.');
        if (n < 20) {
          before = process.cpuUsage();
          continue;
        }
        times.push(took);
        found.push(passages.slice(0, 3).some(({ articleId }) => articleId === articleOf(about).articleId));
      }
      const { user, system } = process.cpuUsage(before);
      await knowledge.close();
      return [
        { measure: 'vectors', value: added, unit: '' },
        { measure: 'p50', value: percentile(times, 0.5), unit: 'ms' },
        { measure: 'p95', value: percentile(times, 0.95), unit: 'ms', goal: { atMost: 30 } },
        { measure: 'p99', value: percentile(times, 0.99), unit: 'ms' },
        {
          measure: 'processor time in this process',
          value: (user + system) / 1_000 / times.length,
          unit: 'ms',
        },
        {
          measure: 'article asked for among the first three',
          value: found.filter(Boolean).length / found.length,
          unit: '',
          goal: { atLeast: 0.95 },
        },
      ];
    } finally {
      await database.drop();
    }
  },
};

/** Straight into the collections, many at a time: publishing ten thousand articles one by one would be another bench. */
async function fill(db: Db): Promise<void> {
  const versions: VersionDocument[] = Array.from({ length: articles }, (_, n) => {
    const content = articleInput.parse(articleOf(n));
    const made = { version: 1, hash: hashOfArticle(content), at: new Date(0), removed: false };
    return { ...content, ...made, _id: `${content.articleId}:1`, chunks: chunksOf(content) };
  });
  for (let start = 0; start < articles; start += 1_000) {
    const some = versions.slice(start, start + 1_000);
    const pointers = some.map(({ articleId, version, hash, removed }) => ({
      _id: articleId,
      version,
      hash,
      removed,
    }));
    await db.collection<VersionDocument>('knowledge_versions').insertMany(some);
    await db.collection<PointerDocument>('knowledge_articles').insertMany(pointers);
  }
  await createArticleStore(db).announce();
}

const dimensions = 384;

/** Words hashed into a vector: near for texts that share words, and the same on every machine. */
const embedder: Embedder = {
  id: 'bench-words',
  dimensions: () => Promise.resolve(dimensions),
  embed: (texts) => Promise.resolve(texts.map(vectorOf)),
};

function vectorOf(text: string): Float32Array {
  const vector = new Float32Array(dimensions);
  for (const word of text.toLowerCase().match(/[a-z0-9]+/g) ?? []) {
    let hash = 2_166_136_261;
    for (let i = 0; i < word.length; i += 1) hash = Math.imul(hash ^ word.charCodeAt(i), 16_777_619);
    for (let spread = 0; spread < 3; spread += 1) {
      hash = Math.imul(hash ^ (hash >>> 15), 2_246_822_519);
      vector[(hash >>> 0) % dimensions]! += hash & 1 ? 1 : -1;
    }
  }
  return unitLength(vector);
}
