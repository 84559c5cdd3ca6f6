import type { Embedder } from './embedder.ts';
import { unitLength } from './embedder.ts';
import { ModelError } from './model-error.ts';
import type { Usage } from './model.ts';
import type { OpenAiConnection } from './openai-client.ts';
import { createOpenAiCalls } from './openai-client.ts';

export interface OpenAiEmbedderOptions extends OpenAiConnection {
  model: string;
  /** Asked of the service, for a model that can shorten its vectors; without it the first vectors tell. */
  dimensions?: number;
  /** US dollars for a million tokens; without it the cost counts as 0. */
  price?: number;
  /** Told of calls whose caller does not want to know. */
  onUsage?: (usage: Usage) => void;
}

const perCall = 128;

/** Embeddings from any server that speaks the OpenAI API. Throws `ModelError`. */
export function createOpenAiEmbedder(options: OpenAiEmbedderOptions): Embedder {
  const { model, dimensions, price = 0, onUsage = () => {} } = options;
  const call = createOpenAiCalls(options);
  let length = dimensions;

  async function batch(
    input: string[],
    signal: AbortSignal | undefined,
    told: (usage: Usage) => void,
  ): Promise<Float32Array[]> {
    const body = {
      model,
      input,
      encoding_format: 'float' as const,
      ...(dimensions === undefined ? {} : { dimensions }),
    };
    return call(signal ? { signal } : {}, body, async ({ client, options: sending }) => {
      const { data, usage } = await client.embeddings.create(body, sending);
      const inputTokens = usage?.prompt_tokens ?? 0;
      told({ inputTokens, outputTokens: 0, cost: (inputTokens * price) / 1e6, calls: 1 });
      const vectors = [...data].sort((a, b) => a.index - b.index).map(({ embedding }) => embedding);
      const wanted = length ?? vectors[0]?.length ?? 0;
      if (vectors.length !== input.length || wanted === 0 || vectors.some(({ length }) => length !== wanted))
        throw badVectors(input.length, wanted);
      length = wanted;
      return vectors.map(unitLength);
    });
  }

  const embedder: Embedder = {
    id: `openai-${model}`,
    async dimensions(options) {
      if (length === undefined) await embedder.embed(['How long is a vector?'], options);
      return length ?? 0;
    },
    async embed(texts, { signal, onUsage: told = onUsage } = {}) {
      const vectors: Float32Array[] = [];
      for (let start = 0; start < texts.length; start += perCall) {
        // The API refuses empty texts.
        const input = texts.slice(start, start + perCall).map((text) => text || ' ');
        vectors.push(...(await batch(input, signal, told)));
      }
      return vectors;
    },
  };
  return embedder;
}

function badVectors(count: number, length: number): ModelError {
  return new ModelError(
    'model.bad-output',
    `the embedding server did not return ${count} vectors of ${length === 0 ? 'one length' : `${length} numbers`}`,
    { retryable: false },
  );
}
