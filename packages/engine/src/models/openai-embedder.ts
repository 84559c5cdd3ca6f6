import type { Embedder } from './embedder.ts';
import { unitLength } from './embedder.ts';
import { ModelError } from './model-error.ts';
import type { Usage } from './model.ts';
import type { OpenAiConnection } from './openai-client.ts';
import { createOpenAiCalls } from './openai-client.ts';

export interface OpenAiEmbedderOptions extends OpenAiConnection {
  model: string;
  /** Length of the model's vectors, e.g. 1536 for text-embedding-3-small. */
  dimensions: number;
  price?: number;
  onUsage?: (usage: Usage) => void;
}

const perCall = 128;

/** Embeddings from any server that speaks the OpenAI API. Throws `ModelError`. */
export function createOpenAiEmbedder(options: OpenAiEmbedderOptions): Embedder {
  const { model, dimensions, price = 0, onUsage } = options;
  const call = createOpenAiCalls(options);

  async function batch(input: string[], signal: AbortSignal | undefined): Promise<Float32Array[]> {
    return call(signal ? { signal } : {}, async ({ client, options: sending }) => {
      const { data, usage } = await client.embeddings.create(
        { model, input, encoding_format: 'float' },
        sending,
      );
      const inputTokens = usage?.prompt_tokens ?? 0;
      onUsage?.({ inputTokens, outputTokens: 0, cost: (inputTokens * price) / 1e6, calls: 1 });
      const vectors = [...data].sort((a, b) => a.index - b.index).map(({ embedding }) => embedding);
      if (vectors.length !== input.length || vectors.some(({ length }) => length !== dimensions)) {
        throw new ModelError(
          'model.bad-output',
          `the embedding server did not return ${input.length} vectors of ${dimensions} numbers`,
          { retryable: false },
        );
      }
      return vectors.map(unitLength);
    });
  }

  return {
    id: `openai-${model}`,
    dimensions,
    async embed(texts, { signal } = {}) {
      const vectors: Float32Array[] = [];
      for (let start = 0; start < texts.length; start += perCall) {
        // The API refuses empty texts.
        vectors.push(
          ...(await batch(
            texts.slice(start, start + perCall).map((text) => text || ' '),
            signal,
          )),
        );
      }
      return vectors;
    },
  };
}
