import type { Usage } from './model.ts';

/** Turns texts into vectors of unit length, so that a dot product is the cosine. */
export interface Embedder {
  /** Names the model and its precision; vectors of different ids never meet in one collection. */
  readonly id: string;
  /** Length of the vectors; of a model that others run it may take a call to know. Throws when it cannot be reached. */
  dimensions(options?: EmbedOptions): Promise<number>;
  /** One vector per text, in order. Throws when the model cannot be reached. */
  embed(texts: readonly string[], options?: EmbedOptions): Promise<Float32Array[]>;
  /** Loads what would make the first texts wait; nothing for a model that others run. */
  warm?(): Promise<void>;
  /**
   * The words the model reads as one, most frequent first, for a model that misspelt words lead astray: queries are then
   * corrected before they are embedded.
   */
  words?(): Promise<readonly string[]>;
}

export interface EmbedOptions {
  signal?: AbortSignal;
  /** Told of every call that a provider counted, failed ones too; else the embedder's owner is. */
  onUsage?: (usage: Usage) => void;
}

export function cosine(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

export function unitLength(values: ArrayLike<number>): Float32Array {
  const vector = Float32Array.from(values);
  const length = Math.sqrt(cosine(vector, vector));
  return length === 0 ? vector : vector.map((value) => value / length);
}

/** How alike two texts are in meaning: the cosine of their vectors. */
export function likenessBy(embedder: Embedder): (one: string, other: string) => Promise<number> {
  return async (one, other) => {
    const [a, b] = await embedder.embed([one, other]);
    return a && b ? cosine(a, b) : 0;
  };
}
