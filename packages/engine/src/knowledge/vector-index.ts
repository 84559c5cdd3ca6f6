import { ChromaNotFoundError, type ChromaClient, type Collection } from 'chromadb';
import type { Embedder } from '../models/embedder.ts';
import type { Outage } from '../outage.ts';
import { deadline } from './deadline.ts';

/**
 * The vectors of articles in one Chroma collection, which is named after the embedder. Throws `VectorsUnavailable`, or what the
 * embedder throws as long as the length of its vectors is not known.
 */
export interface VectorIndex {
  put(entries: readonly VectorEntry[]): Promise<void>;
  remove(ids: readonly string[]): Promise<void>;
  /** The nearest ids for each vector, nearest first. */
  nearest(vectors: readonly Float32Array[], limit: number): Promise<string[][]>;
  /** The vectors with these ids; ids that are not there are left out. */
  get(ids: readonly string[]): Promise<Map<string, Float32Array>>;
  ids(): Promise<Set<string>>;
}

export interface VectorEntry {
  id: string;
  articleId: string;
  vector: Float32Array;
}

/** The vector server did not answer in time or refused. */
export class VectorsUnavailable extends Error {
  readonly code = 'knowledge.vectors-unavailable';
  readonly outage: Outage = { text: 'The vector server (Chroma) does not answer.' };

  constructor(cause: unknown) {
    super('the vector server (Chroma) is out of reach', { cause });
    this.name = 'VectorsUnavailable';
  }
}

/** Chroma takes at most 5,461 entries in one call. */
const perCall = 2_000;
const remembered = 20_000;

export function createVectorIndex(deps: {
  chroma: ChromaClient;
  embedder: Pick<Embedder, 'id' | 'dimensions'>;
  /** Keeps the vectors of several databases apart on one server. */
  namespace: string;
  /** Called when the collection is a new, empty one: its data was lost, or another process has just made it anew. */
  onLost?: () => void;
  /** Time for a read on a customer's way to an answer, ms. */
  readMs?: number;
  writeMs?: number;
}): VectorIndex {
  const { chroma, embedder, namespace, onLost = () => {}, readMs = 1_500, writeMs = 30_000 } = deps;
  const vectors = createVectorMemory(remembered);
  let opened: Promise<Collection> | undefined;
  let lastId: string | undefined;

  async function use<T>(ms: number, call: (collection: Collection) => Promise<T>): Promise<T> {
    const name = collectionName(namespace, embedder.id, await embedder.dimensions());
    try {
      return await deadline(ms, async () => {
        try {
          return await call(await (opened ??= open(name)));
        } catch (error) {
          // A collection that was lost with its data has a new id when it comes back.
          opened = undefined;
          if (!(error instanceof ChromaNotFoundError)) throw error;
          return await call(await (opened ??= open(name)));
        }
      });
    } catch (error) {
      opened = undefined;
      throw new VectorsUnavailable(error);
    }
  }

  async function open(name: string): Promise<Collection> {
    const collection = await chroma.getOrCreateCollection({
      name,
      configuration: { hnsw: { space: 'cosine' } },
      embeddingFunction: null,
    });
    const lost = lastId !== undefined && lastId !== collection.id;
    lastId = collection.id;
    if (lost) {
      vectors.clear();
      onLost();
    }
    return collection;
  }

  return {
    async put(entries) {
      for (const part of parts(entries, perCall)) {
        await use(writeMs, (collection) =>
          collection.upsert({
            ids: part.map(({ id }) => id),
            embeddings: part.map(({ vector }) => Array.from(vector)),
            metadatas: part.map(({ articleId }) => ({ articleId })),
          }),
        );
        for (const { id, vector } of part) vectors.set(id, vector);
      }
    },

    async remove(ids) {
      for (const part of parts(ids, perCall))
        await use(writeMs, (collection) => collection.delete({ ids: part }));
    },

    async nearest(queries, limit) {
      if (queries.length === 0) return [];
      const result = await use(readMs, (collection) =>
        collection.query({
          queryEmbeddings: queries.map((vector) => Array.from(vector)),
          nResults: limit,
          include: [],
        }),
      );
      return result.ids;
    },

    async get(ids) {
      const found = new Map<string, Float32Array>();
      const missing: string[] = [];
      for (const id of ids) {
        const vector = vectors.get(id);
        if (vector) found.set(id, vector);
        else missing.push(id);
      }
      for (const part of parts(missing, perCall)) {
        const result = await use(readMs, (collection) =>
          collection.get({ ids: part, include: ['embeddings'] }),
        );
        result.ids.forEach((id, i) => {
          const vector = Float32Array.from(result.embeddings[i] ?? []);
          vectors.set(id, vector);
          found.set(id, vector);
        });
      }
      return found;
    },

    async ids() {
      const all = new Set<string>();
      for (let offset = 0; ; offset += perCall) {
        const { ids } = await use(writeMs, (collection) =>
          collection.get({ limit: perCall, offset, include: [] }),
        );
        for (const id of ids) all.add(id);
        if (ids.length < perCall) return all;
      }
    },
  };
}

function collectionName(namespace: string, id: string, dimensions: number): string {
  const plain = (text: string) => text.replace(/[^A-Za-z0-9._-]+/g, '-').slice(0, 200);
  return `knowledge-${plain(namespace)}-${plain(id)}-${dimensions}`;
}

function parts<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  );
}

/** A vector never changes under its id, so the ones used last need not travel again. */
function createVectorMemory(size: number) {
  const vectors = new Map<string, Float32Array>();
  return {
    get: (id: string) => vectors.get(id),
    clear: () => vectors.clear(),
    set(id: string, vector: Float32Array) {
      vectors.delete(id);
      vectors.set(id, vector);
      const oldest = vectors.keys().next();
      if (vectors.size > size && !oldest.done) vectors.delete(oldest.value);
    },
  };
}
