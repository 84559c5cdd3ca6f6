import type { Embedder } from './embedder.ts';

/** Remembers the vectors of the texts used last: sentences of popular articles are looked at again and again. */
export function createCachedEmbedder(
  embedder: Embedder,
  { size = 20_000 }: { size?: number } = {},
): Embedder {
  const known = new Map<string, Float32Array>();
  const remember = (text: string, vector: Float32Array) => {
    known.delete(text);
    known.set(text, vector);
    for (const oldest of known.keys()) {
      if (known.size <= size) break;
      known.delete(oldest);
    }
  };
  return {
    id: embedder.id,
    dimensions: (options) => embedder.dimensions(options),
    ...(embedder.warm ? { warm: () => embedder.warm?.() ?? Promise.resolve() } : {}),
    ...(embedder.words ? { words: () => embedder.words?.() ?? Promise.resolve([]) } : {}),
    async embed(texts, options) {
      const found = new Map<string, Float32Array>();
      const missing = new Set<string>();
      for (const text of texts) {
        const vector = known.get(text);
        if (vector) found.set(text, vector);
        else missing.add(text);
      }
      const list = [...missing];
      const fresh = list.length === 0 ? [] : await embedder.embed(list, options);
      list.forEach((text, i) => found.set(text, vectorAt(fresh, i)));
      return texts.map((text) => {
        const vector = vectorAt([found.get(text)], 0);
        remember(text, vector);
        return vector;
      });
    },
  };
}

function vectorAt(vectors: readonly (Float32Array | undefined)[], i: number): Float32Array {
  const vector = vectors[i];
  if (!vector) throw new Error('the embedding model returned fewer vectors than texts');
  return vector;
}
